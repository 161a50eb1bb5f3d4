import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';

/** The limits of one read. */
export interface ReadLimits {
  maxDocumentBytes: number;
  signal?: AbortSignal | undefined;
}

/**
 * Reads a file, a pipe or a device.
 *
 * @throws OpenApiMcpError SOURCE_NOT_FOUND, SOURCE_UNREADABLE, SOURCE_TOO_LARGE
 */
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
  // The size is unknown for a pipe or a device, and 0 for a file that the kernel makes, such as those of /proc.
  if (!stats.isFile() || stats.size === 0) {
    const stream = file.createReadStream({ autoClose: false });
    if (limits.signal !== undefined) addAbortSignal(limits.signal, stream);
    return readChunks(stream, path, limits);
  }
  if (stats.size > limits.maxDocumentBytes) throw tooLargeError(path, limits);
  const bytes = Buffer.allocUnsafeSlow(stats.size);
  let size = 0;
  for (let read = -1; read !== 0 && size < bytes.length; size += read) {
    ({ bytesRead: read } = await file.read(bytes, size));
    limits.signal?.throwIfAborted();
  }
  return bytes.subarray(0, size);
}

/** Reads standard input to its end. Throws if it is too large. */
export async function readStandardInput(limits: ReadLimits): Promise<Buffer> {
  limits.signal?.throwIfAborted();
  if (limits.signal !== undefined) addAbortSignal(limits.signal, process.stdin);
  return readChunks(process.stdin, 'standard input', limits);
}

/** Reads chunks to their end. Throws if they are too large. */
export async function readChunks(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  source: string,
  limits: ReadLimits,
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limits.maxDocumentBytes) throw tooLargeError(source, limits);
    parts.push(chunk);
  }
  return Buffer.concat(parts, size);
}

function tooLargeError(source: string, { maxDocumentBytes }: ReadLimits): OpenApiMcpError {
  const message = `${source} has more than ${maxDocumentBytes} bytes.`;
  return new OpenApiMcpError('SOURCE_TOO_LARGE', message, { location: { source } });
}

async function fileError(path: string, error: unknown): Promise<unknown> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (isOpenApiMcpError(error) || typeof code !== 'string') return error;
  const details = { cause: error, location: { source: path } };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const { findSimilarFile } = await import('./similar-file.ts');
    const similar = await findSimilarFile(path);
    const message = `There is no file at ${path}.`;
    if (similar === undefined) return new OpenApiMcpError('SOURCE_NOT_FOUND', message, details);
    const hint = `Did you mean ${similar}?`;
    return new OpenApiMcpError('SOURCE_NOT_FOUND', message, { ...details, hint });
  }
  const reason = { EISDIR: 'it is a folder', EACCES: 'permission is missing' }[code] ?? messageOf(error);
  return new OpenApiMcpError('SOURCE_UNREADABLE', `Could not read ${path}: ${reason}.`, details);
}
