import { posix } from 'node:path';
import { Marked } from 'marked';

/** The folder of the repository, for links to files that are no pages. It is replaced when the repository has an address. */
const repository = '..';

/** Returns the file name of a page on the site. */
export function pathOfPage(source) {
  return source === 'README.md' ? 'index.html' : `${posix.basename(source, '.md')}.html`;
}

/** Returns the pages that the table of README.md names, in its order. */
export function linksOfTable(readme) {
  return [...readme.matchAll(/^\| \[([^\]]+)\]\((docs\/[^)]+\.md)\)/gm)].map(([, title, source]) => ({
    title,
    path: pathOfPage(source),
  }));
}

/** Converts a page of Markdown. `sources` are the files that are pages of the site. */
export function convertPage(source, markdown, sources) {
  const marked = new Marked({ gfm: true });
  marked.use({
    renderer: {
      heading({ tokens, depth, text }) {
        const id = anchorOf(text);
        const inner = this.parser.parseInline(tokens);
        const link =
          depth === 1 ? '' : ` <a class="anchor" href="#${id}" aria-label="Link to this section">#</a>`;
        return `<h${depth} id="${id}">${inner}${link}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        return `<a href="${escapeAttribute(localLink(source, href, sources))}">${this.parser.parseInline(tokens)}</a>`;
      },
      // A wide table or a long line scrolls by itself, also with the keyboard.
      table(token) {
        const row = (cells, tag) =>
          `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
        const head = row(token.header, 'th');
        const body = token.rows.map((cells) => row(cells, 'td')).join('\n');
        return `<div class="wide" tabindex="0"><table><thead>${head}</thead><tbody>${body}</tbody></table></div>\n`;
      },
      code({ text }) {
        return `<pre tabindex="0"><code>${escapeText(text)}</code></pre>\n`;
      },
    },
  });
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? source;
  return { path: pathOfPage(source), title: title.replaceAll('`', ''), content: marked.parse(markdown) };
}

/** Returns the anchor of a heading, as GitHub makes it. */
export function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

/** Returns the address of a link on the site. */
function localLink(source, href, sources) {
  if (/^[a-z][a-z\d+.-]*:/i.test(href) || href.startsWith('#')) return href;
  const [path = '', fragment] = href.split('#');
  const target = posix.normalize(posix.join(posix.dirname(source), path));
  const anchor = fragment === undefined ? '' : `#${fragment}`;
  return sources.includes(target) ? pathOfPage(target) + anchor : `${repository}/${target}${anchor}`;
}

function escapeText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function escapeAttribute(text) {
  return escapeText(text).replaceAll('"', '&quot;');
}
