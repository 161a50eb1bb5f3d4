/** A fenced code block. */
export interface CodeBlock {
  language: string;
  text: string;
}

/** Returns the fenced code blocks of a Markdown text, in order. */
export function codeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language = '', text = '']) => {
    return { language, text };
  });
}

/** Returns the commands of the `sh` blocks, without comments. */
export function shellCommands(markdown: string): string[] {
  return codeBlocks(markdown)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.replaceAll(/\\\n\s*/g, '').split('\n'))
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** Returns the rows of the first table below a heading, without its header row. Cells are as they are written. */
export function tableBelow(markdown: string, heading: string): string[][] {
  const section = markdown.split(/^(?=#)/m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, line.lastIndexOf('|'))
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
}
