import { once } from 'node:events';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import type { Transform } from 'node:stream';

/** What came before an early end is kept, so a cut stream is no error. */
const lenient = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
const lenientBrotli = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH };

/** Undoes one coding. */
interface Decoder {
  stream(): Transform;
  /** All at once, where the decoder offers that. */
  whole?: (data: Uint8Array, limit: { maxOutputLength: number }) => Buffer;
}

/** The decoder for a body that begins with these bytes; none for one that is not encoded after all. */
type ChooseDecoder = (first: Uint8Array) => Decoder | undefined;

const gunzip: Decoder = {
  stream: () => zlib.createGunzip(lenient),
  whole: (data, limit) => zlib.gunzipSync(data, { ...lenient, ...limit }),
};
const inflate: Decoder = {
  stream: () => zlib.createInflate(lenient),
  whole: (data, limit) => zlib.inflateSync(data, { ...lenient, ...limit }),
};
const inflateRaw: Decoder = {
  stream: () => zlib.createInflateRaw(lenient),
  whole: (data, limit) => zlib.inflateRawSync(data, { ...lenient, ...limit }),
};
const brotli: Decoder = {
  stream: () => zlib.createBrotliDecompress(lenientBrotli),
  whole: (data, limit) => zlib.brotliDecompressSync(data, { ...lenientBrotli, ...limit }),
};

const chooseGunzip: ChooseDecoder = ([one, two = 0x8b]) =>
  one === 0x1f && two === 0x8b ? gunzip : undefined;

function zstd(stream: () => Transform): ChooseDecoder {
  return () => ({ stream });
}

/** Content codings that this Node can undo (RFC 9110 §8.4.1); zstd from Node 22.15 on. */
const decoders: Record<string, ChooseDecoder | undefined> = {
  gzip: chooseGunzip,
  'x-gzip': chooseGunzip,
  br: () => brotli,
  // `deflate` means zlib (RFC 1950), but some servers leave its header out (RFC 9110 §8.4.1.2).
  deflate: ([first = 8]) => ((first & 0x0f) === 8 ? inflate : inflateRaw),
  ...('createZstdDecompress' in zlib && typeof zlib.createZstdDecompress === 'function'
    ? { zstd: zstd(zlib.createZstdDecompress as () => Transform) }
    : {}),
};

/** The body as the resource is; one with a coding that is not known stays as it is. */
export function undoContentCoding(body: Readable, contentEncoding: string | undefined): Readable {
  const chain = codings(contentEncoding)
    .toReversed()
    .map((coding) => decoders[coding]);
  const known = chain.filter((decoder) => decoder !== undefined);
  if (known.length < chain.length) return body;
  return known.reduce((source, choose) => Readable.from(decode(source, choose), { objectMode: false }), body);
}

/** Whether a body is still encoded. */
export function hasUnknownCoding(contentEncoding: string | string[] | undefined): boolean {
  return codings([contentEncoding ?? ''].flat().join(',')).some((coding) => decoders[coding] === undefined);
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
    // Ends the connection where nobody reads on.
    await chunks.return?.();
  }
}

async function* resume(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** More than this is neither decoded ahead of who reads nor kept in case that decoding fails. */
const mostAhead = 262_144;

/** Decodes and, where that breaks off, gives what came before it. */
async function* decodeWith(decoder: Decoder, source: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = decoder.stream();
  const read: Uint8Array[] = [];
  const pieces: Uint8Array[] = [];
  const failures: unknown[] = [];
  let [ahead, given, isDone] = [0, 0, false];
  let wake: (() => void) | undefined;

  // A stream that fails throws away what it holds, so pieces are taken as they are made.
  stream.on('data', (piece: Uint8Array) => {
    pieces.push(piece);
    ahead += piece.length;
    if (ahead > mostAhead) stream.pause();
    wake?.();
  });
  const finish = (error?: Error | null): void => {
    if (!isDone && error instanceof Error) failures.push(error);
    isDone = true;
    wake?.();
  };
  stream.on('end', finish).on('error', finish).on('close', finish);
  // What came until a connection breaks is decoded to its end.
  feed(stream, source, read).catch((error: unknown) => {
    failures.push(error);
    stream.end();
  });

  try {
    for (;;) {
      for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
        ahead -= piece.length;
        given += piece.length;
        yield piece;
      }
      if (isDone) break;
      stream.resume();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (failures.length === 0) return;
    yield salvage(decoder, Buffer.concat(read)).subarray(given);
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
  let kept = 0;
  for await (const chunk of source) {
    if (stream.destroyed) return;
    if (kept < mostAhead) read.push(chunk);
    kept += chunk.length;
    if (!stream.write(chunk)) await once(stream, 'drain');
  }
  stream.end();
}

/** What the longest beginning that can be decoded holds: a stream fails as a whole with each piece that it is given. */
function salvage({ whole }: Decoder, data: Buffer): Buffer {
  let found: Buffer = Buffer.alloc(0);
  let [low, high] = [0, whole === undefined ? 0 : data.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    try {
      found = whole?.(data.subarray(0, middle), { maxOutputLength: 16 * mostAhead }) ?? found;
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  return found;
}
