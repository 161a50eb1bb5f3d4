/** Elements whose content is not shown as text. */
const silent = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'svg',
  'math',
  'iframe',
  'object',
  'select',
]);

/** Elements that begin and end a line. */
const blocks = new Set(
  `address article aside blockquote body caption dd details dialog div dl dt fieldset figcaption figure footer form
  h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary table title tr ul`.split(
    /\s+/,
  ),
);

/** Elements that are surrounded by empty lines. */
const paragraphs = new Set('blockquote dl h1 h2 h3 h4 h5 h6 ol p pre table title ul'.split(' '));

/** The maximumDepth nesting that is converted: the time of the parser grows with the depth. */
const maximumDepth = 1_000;

/**
 * Converts an HTML page to text, with headings, lists, table rows and link targets. A page that is nested too deeply is
 * returned as it is.
 */
export async function htmlToText(html: string): Promise<string> {
  const { Parser } = await import('htmlparser2');
  const page = createPageWriter();
  const targets: (string | undefined)[] = [];
  let depth = 0;
  let silence = 0;
  let preformatted = 0;

  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1;
      if (depth > maximumDepth) parser.pause();
      if (silent.has(name)) silence += 1;
      if (silence > 0) return;
      if (name === 'pre') preformatted += 1;
      if (blocks.has(name)) page.breakLine(paragraphs.has(name) ? 2 : 1);
      if (name === 'br') page.breakLine(1);
      else if (name === 'hr') page.write('---');
      else if (name === 'li') page.write('- ');
      else if (name === 'td' || name === 'th') page.separate(' | ');
      else if (name === 'img') page.write(attributes['alt'] ?? '');
      else if (name === 'a') targets.push(attributes['href']);
      else if (/^h[1-6]$/.test(name)) page.write(`${'#'.repeat(Number(name.charAt(1)))} `);
    },
    ontext(text) {
      if (silence > 0) return;
      if (preformatted > 0) page.writeLines(text);
      else page.write(text.replace(/\s+/g, ' '));
    },
    onclosetag(name) {
      depth -= 1;
      if (silent.has(name)) silence -= 1;
      if (silence > 0) return;
      if (name === 'pre') preformatted -= 1;
      if (name === 'a') page.write(formatTarget(targets.pop()));
      if (blocks.has(name)) page.breakLine(paragraphs.has(name) ? 2 : 1);
    },
  });
  parser.write(html);
  if (depth > maximumDepth) return html;
  parser.end();
  return page.read();
}

function formatTarget(href: string | undefined): string {
  return href === undefined || href === '' || /^(#|javascript:|data:)/i.test(href) ? '' : ` (${href})`;
}

/** Collects the text of a page. */
interface PageWriter {
  write(text: string): void;
  /** Writes text with its line breaks. */
  writeLines(text: string): void;
  /** Adds line breaks before the next text, at least as many as given. */
  breakLine(count: 1 | 2): void;
  /** Writes text only if something precedes it on the line. */
  separate(text: string): void;
  read(): string;
}

function createPageWriter(): PageWriter {
  const pieces: string[] = [];
  let breaks = 0;
  let isStart = true;
  let endsWithSpace = true;

  function append(text: string): void {
    if (breaks > 0 && pieces.length > 0) pieces.push('\n'.repeat(breaks));
    breaks = 0;
    pieces.push(text);
    isStart = false;
    endsWithSpace = /\s$/.test(text);
  }

  return {
    write(text) {
      const rest = endsWithSpace ? text.trimStart() : text;
      if (rest !== '') append(rest);
    },
    writeLines(text) {
      if (text !== '') append(isStart ? text.replace(/^\n/, '') : text);
    },
    breakLine(count) {
      breaks = Math.max(breaks, count);
      isStart = true;
      endsWithSpace = true;
    },
    separate(text) {
      if (!isStart) append(text);
    },
    read: () =>
      pieces
        .join('')
        .replace(/(?<![^\S\n])[^\S\n]+\n/g, '\n')
        .trim(),
  };
}
