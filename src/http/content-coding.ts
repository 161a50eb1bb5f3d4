import { once } from 'node:events';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import type { Transform } from 'node:stream';
import { getOwn } from '../json/get-own.ts';
import { joinLines } from './field-lines.ts';

/** A decoder of one content coding. */
interface Decoder {
  stream(): Transform;
  /** Decodes a whole body at once. Absent if the decoder has no such function. */
  whole?: (data: Uint8Array, limit: { maxOutputLength: number }) => Buffer;
}

/** Returns the decoder for a body by its first bytes, or `undefined` for a body that is not encoded after all. */
type ChooseDecoder = (first: Uint8Array) => Decoder | undefined;

/** Returns a decoder that returns what came before an early end, instead of an error. */
function tolerant(
  create: (options: { finishFlush: number }) => Transform,
  decodeWhole: (data: Uint8Array, options: { finishFlush: number; maxOutputLength: number }) => Buffer,
  finishFlush = zlib.constants.Z_SYNC_FLUSH,
): Decoder {
  return {
    stream: () => create({ finishFlush }),
    whole: (data, limit) => decodeWhole(data, { finishFlush, ...limit }),
  };
}

const gunzip = tolerant(zlib.createGunzip, zlib.gunzipSync);
const inflate = tolerant(zlib.createInflate, zlib.inflateSync);
const inflateRaw = tolerant(zlib.createInflateRaw, zlib.inflateRawSync);
const brotli = tolerant(
  zlib.createBrotliDecompress,
  zlib.brotliDecompressSync,
  zlib.constants.BROTLI_OPERATION_FLUSH,
);

const chooseGunzip: ChooseDecoder = ([one, two = 0x8b]) =>
  one === 0x1f && two === 0x8b ? gunzip : undefined;

function zstd(stream: () => Transform): ChooseDecoder {
  return () => ({ stream });
}

/** The content codings that this version of Node.js can decode (RFC 9110 §8.4.1). It supports zstd from 22.15 on. */
const decoders: Record<string, ChooseDecoder | undefined> = {
  gzip: chooseGunzip,
  'x-gzip': chooseGunzip,
  br: () => brotli,
  // `deflate` means zlib (RFC 1950), but some servers omit the zlib header (RFC 9110 §8.4.1.2).
  deflate: ([first = 8]) => ((first & 0x0f) === 8 ? inflate : inflateRaw),
  ...('createZstdDecompress' in zlib && typeof zlib.createZstdDecompress === 'function'
    ? { zstd: zstd(zlib.createZstdDecompress as () => Transform) }
    : {}),
};

/** Returns the decoded body. A body with an unknown coding is returned as it is. */
export function undoContentCoding(body: Readable, contentEncoding: string | undefined): Readable {
  const chain = codings(contentEncoding)
    .toReversed()
    .map((coding) => getOwn(decoders, coding));
  const known = chain.filter((decoder) => decoder !== undefined);
  if (known.length < chain.length) return body;
  return known.reduce((source, choose) => Readable.from(decode(source, choose), { objectMode: false }), body);
}

/** Returns true if a body is still encoded, because one of its codings is unknown. */
export function hasUnknownCoding(contentEncoding: string | string[] | undefined): boolean {
  if (contentEncoding === undefined) return false;
  return codings(joinLines(contentEncoding)).some((coding) => getOwn(decoders, coding) === undefined);
}

function codings(contentEncoding = ''): string[] {
  return contentEncoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

async function* decode(source: Readable, choose: ChooseDecoder): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = source[Symbol.asyncIterator]();
  try {
    const first = await chunks.next();
    if (first.done === true) return;
    const decoder = choose(first.value);
    const whole = resume(first.value, chunks);
    yield* decoder === undefined ? whole : decodeWith(decoder, whole);
  } finally {
    // Ends the connection if the reader stops early.
    await chunks.return?.();
  }
}

async function* resume(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** The most bytes that are decoded ahead of the reader, and the most that are stored in case decoding fails. */
const maximumBuffered = 262_144;

/** Decodes a stream. If decoding fails, yields everything that could be decoded before it throws. */
async function* decodeWith(decoder: Decoder, source: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = decoder.stream();
  const read: Uint8Array[] = [];
  const pieces: Uint8Array[] = [];
  const failures: unknown[] = [];
  let [ahead, yielded, isDone] = [0, 0, false];
  let wake: (() => void) | undefined;

  // A stream that fails drops its buffer, so pieces are read as they are decoded.
  stream.on('data', (piece: Uint8Array) => {
    pieces.push(piece);
    ahead += piece.length;
    if (ahead > maximumBuffered) stream.pause();
    wake?.();
  });
  const finish = (error?: Error | null): void => {
    if (!isDone && error instanceof Error) failures.push(error);
    isDone = true;
    wake?.();
  };
  stream.on('end', finish).on('error', finish).on('close', finish);
  // When the connection breaks, everything that was received is still decoded.
  feed(stream, source, read).catch((error: unknown) => {
    failures.push(error);
    stream.end();
  });

  try {
    for (;;) {
      for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
        ahead -= piece.length;
        yielded += piece.length;
        yield piece;
      }
      if (isDone) break;
      stream.resume();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (failures.length === 0) return;
    yield salvage(decoder, Buffer.concat(read)).subarray(yielded);
    throw failures[0];
  } finally {
    stream.destroy();
  }
}

async function feed(
  stream: Transform,
  source: AsyncGenerator<Uint8Array>,
  read: Uint8Array[],
): Promise<void> {
  let stored = 0;
  for await (const chunk of source) {
    if (stream.destroyed) return;
    if (stored < maximumBuffered) read.push(chunk);
    stored += chunk.length;
    if (!stream.write(chunk)) await once(stream, 'drain');
  }
  stream.end();
}

/** Returns the content of the longest prefix that can be decoded, found by bisection. */
function salvage({ whole }: Decoder, data: Buffer): Buffer {
  let found: Buffer = Buffer.alloc(0);
  let [low, high] = [0, whole === undefined ? 0 : data.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    try {
      found = whole?.(data.subarray(0, middle), { maxOutputLength: 16 * maximumBuffered }) ?? found;
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  return found;
}
