import { isHtml } from '../../http/media-type.ts';
import { truncate } from '../../json/truncate.ts';
import type { ResponseData } from './read-response.ts';

const maximumLength = 600;

/** Elements whose content is not text, and their ends. */
const silent = /^(?:script|style|svg|template|noscript)$/;
const endOfSilent = /<\/(?:script|style|svg|template|noscript)\b/gi;

/** Elements that stand within a line. */
const inline = /^(?:a|abbr|b|code|em|font|i|kbd|mark|samp|small|span|strong|sub|sup|tt|u|var)$/;

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Returns a page of HTML as the paragraph that its text begins with, and any other data unchanged. */
export function summarizeHtml(body: ResponseData): ResponseData {
  if (body.kind !== 'text' || !isPage(body)) return body;
  const lines = textOf(body.text)
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
  const note = `(an HTML page of ${body.text.length} characters)`;
  return { ...body, text: [truncate([...new Set(lines)].join('\n'), maximumLength), note].join('\n').trim() };
}

/** Returns true for HTML, whatever the media type is. */
export function isPage({ text, mediaType }: { text: string; mediaType: string }): boolean {
  return isHtml(mediaType) || /^\s*<(?:!doctype html|html)\b/i.test(text);
}

/** Returns the text between tags, with the ends of blocks as line breaks, until there is enough for a summary. */
function textOf(html: string): string {
  let text = '';
  let at = 0;
  while (at < html.length && text.length < 4 * maximumLength) {
    const open = html.indexOf('<', at);
    text += decode(html.slice(at, open === -1 ? html.length : open));
    if (open === -1) break;
    const [tag, name = ''] = /^<\/?([a-z][a-z0-9]*)?/i.exec(html.slice(open, open + 20)) ?? [''];
    const isComment = html.startsWith('<!--', open);
    const close = html.indexOf(isComment ? '-->' : '>', open);
    if (close === -1) break;
    at = close + (isComment ? 3 : 1);
    if (!inline.test(name.toLowerCase()) && !isComment) text += '\n';
    if (silent.test(name.toLowerCase()) && !tag.startsWith('</')) at = endOf(html, at);
  }
  return text;
}

/** Returns the end of a silent element that has begun before a position. */
function endOf(html: string, from: number): number {
  endOfSilent.lastIndex = from;
  return endOfSilent.exec(html)?.index ?? html.length;
}

/** Decodes the entities that error pages have. */
function decode(text: string): string {
  return text
    .slice(0, 4 * maximumLength)
    .replaceAll(/&([a-z]{2,5});/gi, (written, name: string) => entities[name.toLowerCase()] ?? written)
    .replaceAll(/&#(3[2-9]|[4-9]\d|1[01]\d|12[0-6]);/g, (_, code: string) =>
      String.fromCharCode(Number(code)),
    );
}
