import { writeFileSync } from 'node:fs';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import { indentJson } from './indent-json.ts';
import type { Terminal } from './terminal.ts';
import type { Content, ResourceContents } from '../index.ts';

/** A part of a result: text to print, or bytes to save. */
type Piece = { text: string } | { data: Buffer; mediaType: string };

/** Returns the pieces of the result of a tool. */
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

/** Returns the piece of one resource. */
export function pieceOf(contents: ResourceContents): Piece {
  return 'text' in contents
    ? { text: contents.text }
    : {
        data: Buffer.from(contents.blob, 'base64'),
        mediaType: contents.mimeType ?? 'application/octet-stream',
      };
}

/**
 * Prints pieces of a result. JSON is indented. Binary data, or else the first piece, is saved to the `output` file;
 * without a file, binary data is printed as its size.
 */
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
