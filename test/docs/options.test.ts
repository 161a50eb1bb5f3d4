import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { repository } from '../support/cli.ts';
import { tableBelow } from '../support/markdown.ts';
import type { Option } from 'commander';

/** Flags that go by another name than their option, because they are given once for each value. */
const optionOf: Record<string, string> = {
  header: 'headers',
  serverVar: 'serverVariables',
  forwardHeader: 'forwardHeaders',
  toolScope: 'toolScopes',
  allowedHost: 'allowedHosts',
  allowedOrigin: 'allowedOrigins',
  authScope: 'authScopes',
  authAlgorithm: 'authAlgorithms',
};

/** Types of options whose every option is a flag of `serve`. */
const servedTypes = new Set([
  'LoadOptions',
  'SelectOptions',
  'DescribeOptions',
  'RuntimeOptions',
  'ConnectionOptions',
  'CredentialOptions',
  'HttpOptions',
  'AccessOptions',
]);

/** What only a program gives: the command line has credentials and proxies from the environment, certificates from files, and keeps answers over stdio. */
const programsOnly = new Set([
  'signal',
  'credentials',
  'readFile',
  'keepResponses',
  'tools',
  'prompts',
  'hooks',
  'loadResponses',
  'clientCertificate',
  'connection',
  'authorities',
  'proxy',
  'environment',
  'tokenFolder',
  'audit',
  'confirmKey',
  'authTokens',
]);

interface DocumentedOption {
  type: string;
  name: string;
  /** The first sentence of its documentation. */
  summary: string;
  default: string;
}

const documented = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('-options.ts'))
  .flatMap((path) => readOptions(join('src', path)));

/** Every property of the interfaces in a file, from their TSDoc. */
function readOptions(path: string): DocumentedOption[] {
  const text = readFileSync(join(repository, path), 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return source.statements.filter(ts.isInterfaceDeclaration).flatMap((declaration) =>
    declaration.members.filter(ts.isPropertySignature).map((property) => {
      const comment = ts.getJSDocCommentsAndTags(property).find(ts.isJSDoc);
      const words = plain(ts.getTextOfJSDocComment(comment?.comment) ?? '');
      const tag = ts.getJSDocTags(property).find(({ tagName }) => tagName.text === 'default');
      return {
        type: declaration.name.text,
        name: property.name.getText(),
        summary: /^.*?\.(?= |$)/.exec(words)?.[0] ?? words,
        default: (ts.getTextOfJSDocComment(tag?.comment) ?? 'undefined').replaceAll("'", ''),
      };
    }),
  );
}

/** On one line, without marks of code, and with the apostrophe of a keyboard. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('`', '').replaceAll('’', "'");
}

function nameOf(flag: Option): string {
  return optionOf[flag.attributeName()] ?? flag.attributeName();
}

const { commands } = await createProgram();

// What only the command line has is documented nowhere else.
const helped = commands.flatMap((command) =>
  command.options
    .map((flag) => ({ flag, same: documented.filter(({ name }) => name === nameOf(flag)) }))
    .filter(({ same }) => same.length > 0)
    .map((each) => ({ ...each, label: `${command.name()} ${each.flag.long}` })),
);

it.each(helped)('$label is helped by the words that document it', ({ flag, same }) => {
  expect(same.map(({ summary }) => summary)).toContain(plain(flag.description));
});

const serve = commands.find((command) => command.name() === 'serve')?.options ?? [];

describe('serve', () => {
  const options = documented.filter(({ type, name }) => servedTypes.has(type) && !programsOnly.has(name));

  it.each(options)('takes $name, with its default', (option) => {
    const flag = serve.find((each) => nameOf(each) === option.name);
    expect(flag).toBeDefined();
    // A flag that is not given is not false, but absent.
    expect(String(flag?.defaultValue)).toBe(option.default === 'false' ? 'undefined' : option.default);
  });

  it('has the flags that README.md lists, in the words of its help', () => {
    const readme = readFileSync(join(repository, 'README.md'), 'utf8');
    expect(tableBelow(readme, '## Options')).toEqual(serve.map(row));
  });
});

function row({ flags, description, argChoices, defaultValue }: Option): string[] {
  const choices = argChoices === undefined ? '' : ` One of ${argChoices.map(code).join(', ')}.`;
  return [code(flags), description + choices, defaultValue === undefined ? '' : code(String(defaultValue))];
}

function code(text: string): string {
  return `\`${text}\``;
}
