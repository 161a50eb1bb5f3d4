import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Words that begin a clause without a subject. A comment names its subject, or begins with a verb. */
const headless = /^(?:What|Which|Whether|One that|One of|Of|How|Who|Whose|Whom|Nothing|Told)\b/;

const folders = ['src', 'web', 'test', 'bench', 'specs', 'fuzz'];

describe.each(folders)('comments of %s', (folder) => {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.[jt]sx?$/.test(path),
  );

  it('have sentences with a subject or a verb first', () => {
    const found = files.flatMap((path) => {
      const text = readFileSync(join(root, folder, path), 'utf8');
      return commentsOf(path, text)
        .flatMap(sentencesOf)
        .filter((sentence) => headless.test(sentence))
        .map((sentence) => `${folder}/${path}: ${sentence.slice(0, 80)}`);
    });
    expect(found).toEqual([]);
  });
});

/** Returns the texts of the comments, without their marks. Lines of `//` that follow each other are one comment. */
function commentsOf(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const ranges = new Map<number, ts.CommentRange>();
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(source);
    if (children.length === 0 && node.kind !== ts.SyntaxKind.JsxText)
      for (const range of [
        ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
        ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
      ])
        ranges.set(range.pos, range);
    children.forEach(visit);
  };
  visit(source);
  const comments: string[] = [];
  let previous: ts.CommentRange | undefined;
  for (const range of [...ranges.values()].toSorted((a, b) => a.pos - b.pos)) {
    const body = text
      .slice(range.pos, range.end)
      .replaceAll(/^\/[*/]+|\*+\/$/g, '')
      .replaceAll(/^\s*\* ?/gm, '');
    const isContinued = previous !== undefined && text.slice(previous.end, range.pos).trim() === '';
    if (isContinued && text.startsWith('//', range.pos))
      comments.push(`${comments.pop() ?? ''} ${body.trim()}`);
    else comments.push(body);
    previous = range;
  }
  return comments;
}

/** Returns the sentences of a comment; paragraphs and tags begin new ones. */
function sentencesOf(comment: string): string[] {
  return comment
    .split(/\n\s*\n|\n(?=@)|(?<=[.!?:;])\s+/)
    .map((sentence) => sentence.replace(/^[\s-]*(?:@\w+ )?/, '').trim())
    .filter((sentence) => sentence !== '' && !sentence.endsWith('?'));
}
