import { editDistance } from '../schema/nearest-name.ts';
import { open, readdir } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';

/** What bounds one read. */
export interface ReadLimits {
  maxDocumentBytes: number;
  signal?: AbortSignal | undefined;
}

/** Reads a file, or anything that has a path. */
export async function readFileBytes(path: string, limits: ReadLimits): Promise<Buffer> {
  limits.signal?.throwIfAborted();
  try {
    const file = await open(path);
    try {
      return await readHandle(file, path, limits);
    } finally {
      await file.close();
    }
  } catch (error) {
    limits.signal?.throwIfAborted();
    throw await fileError(path, error);
  }
}

async function readHandle(file: FileHandle, path: string, limits: ReadLimits): Promise<Buffer> {
  const stats = await file.stat();
  // A pipe, a device, or what a kernel makes up as it is read.
  if (!stats.isFile() || stats.size === 0) {
    const stream = file.createReadStream({ autoClose: false });
    if (limits.signal !== undefined) addAbortSignal(limits.signal, stream);
    return collect(stream, path, limits);
  }
  if (stats.size > limits.maxDocumentBytes) throw tooLarge(path, limits);
  const bytes = Buffer.allocUnsafeSlow(stats.size);
  let size = 0;
  for (let read = -1; read !== 0 && size < bytes.length; size += read) {
    ({ bytesRead: read } = await file.read(bytes, size));
    limits.signal?.throwIfAborted();
  }
  return bytes.subarray(0, size);
}

/** Reads standard input to its end. */
export async function readStandardInput(limits: ReadLimits): Promise<Buffer> {
  limits.signal?.throwIfAborted();
  if (limits.signal !== undefined) addAbortSignal(limits.signal, process.stdin);
  return collect(process.stdin, 'standard input', limits);
}

/** Reads chunks to their end. */
export async function collect(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  source: string,
  limits: ReadLimits,
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limits.maxDocumentBytes) throw tooLarge(source, limits);
    parts.push(chunk);
  }
  return Buffer.concat(parts, size);
}

function tooLarge(source: string, { maxDocumentBytes }: ReadLimits): OpenApiMcpError {
  const message = `${source} has more than ${maxDocumentBytes} bytes.`;
  return new OpenApiMcpError('SOURCE_TOO_LARGE', message, { location: { source } });
}

/** The text of a document: a byte order mark says which; RFC 8259 and YAML 1.2 §5.2 name UTF-8 otherwise. */
export function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  // Many times quicker than a TextDecoder, which would drop the mark of UTF-8 too.
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', hasMark ? 3 : 0);
}

async function fileError(path: string, error: unknown): Promise<unknown> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (isOpenApiMcpError(error) || typeof code !== 'string') return error;
  const details = { cause: error, location: { source: path } };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const similar = await similarFile(path);
    const message = `There is no file at ${path}.`;
    if (similar === undefined) return new OpenApiMcpError('SOURCE_NOT_FOUND', message, details);
    const hint = `Did you mean ${similar}?`;
    return new OpenApiMcpError('SOURCE_NOT_FOUND', message, { ...details, hint });
  }
  const reason = { EISDIR: 'it is a folder', EACCES: 'permission is missing' }[code] ?? messageOf(error);
  return new OpenApiMcpError('SOURCE_UNREADABLE', `Could not read ${path}: ${reason}.`, details);
}

async function similarFile(path: string): Promise<string | undefined> {
  const wanted = basename(path).toLowerCase();
  const stem = basename(wanted, extname(wanted));
  const siblings = await readdir(dirname(path)).catch(() => []);
  let best: string | undefined;
  let bestDistance = 3;
  for (const sibling of siblings) {
    const name = sibling.toLowerCase();
    const isOtherFormat = /^\.(?:json|ya?ml)$/.test(extname(name)) && basename(name, extname(name)) === stem;
    const distance = isOtherFormat ? 0 : editDistance(wanted, name);
    if (distance < bestDistance && distance < wanted.length / 2) {
      bestDistance = distance;
      best = sibling;
    }
  }
  return best === undefined ? undefined : join(dirname(path), best);
}
