import { writeFileSync } from 'node:fs';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import type { Terminal } from './terminal.ts';
import type { Content, ResourceContents } from '../index.ts';

/** A piece of a result as a person takes it: to read, or to save. */
type Piece = { text: string } | { data: Buffer; mediaType: string };

/** The pieces of a tool's result. */
export function piecesOf(content: Content[]): Piece[] {
  return content.map((item) => {
    switch (item.type) {
      case 'text':
        return { text: item.text };
      case 'resource':
        return pieceOf(item.resource);
      case 'resource_link':
        return { text: `${item.name}: ${item.uri}` };
      default:
        return { data: Buffer.from(item.data, 'base64'), mediaType: item.mimeType };
    }
  });
}

export function pieceOf(contents: ResourceContents): Piece {
  return 'text' in contents
    ? { text: contents.text }
    : {
        data: Buffer.from(contents.blob, 'base64'),
        mediaType: contents.mimeType ?? 'application/octet-stream',
      };
}

/** Prints pieces: JSON indented, bytes saved where there is a file for them, else named with their size. */
export function printPieces(pieces: Piece[], output: string | undefined, terminal: Terminal): void {
  const saved = output === undefined ? undefined : (pieces.find((piece) => 'data' in piece) ?? pieces[0]);
  for (const piece of pieces) {
    const bytes = 'data' in piece ? piece.data : Buffer.from(piece.text, 'utf8');
    const size = `${bytes.length.toLocaleString('en')} bytes${'data' in piece ? ` of ${piece.mediaType}` : ''}`;
    if (piece === saved && output !== undefined) {
      save(output, bytes);
      terminal.error(`Saved ${size} to ${output}\n`);
    } else if ('data' in piece) terminal.out(`${size}; --output FILE saves them\n`);
    else terminal.out(`${indentJson(piece.text).replace(/\n$/, '')}\n`);
  }
}

function save(path: string, data: Buffer): void {
  try {
    writeFileSync(path, data);
  } catch (cause) {
    throw new OpenApiMcpError('OPTION_INVALID', messageOf(cause), {
      cause,
      hint: 'Check the path of --output.',
    });
  }
}

/** JSON over several lines, every number as it was; anything else as it is. */
export function indentJson(text: string): string {
  if (!/^\s*[[{]/.test(text) || !isJson(text)) return text;
  let depth = 0;
  const line = (): string => `\n${'  '.repeat(depth)}`;
  return text
    .replace(/"(?:[^"\\]|\\.)*"?|\s+|[[{]\s*[\]}]|[[\]{},:]/g, (token) => {
      if (/^[[{]\s*[\]}]$/.test(token)) return token.replace(/\s+/, '');
      if (token === '{' || token === '[') {
        depth++;
        return token + line();
      }
      if (token === '}' || token === ']') {
        depth--;
        return line() + token;
      }
      if (token === ',') return token + line();
      if (token === ':') return ': ';
      return token.startsWith('"') ? token : '';
    })
    .trim();
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
