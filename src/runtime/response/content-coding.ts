import { pipeline, Readable } from 'node:stream';
import zlib from 'node:zlib';
import type { Transform } from 'node:stream';

/** What came before an early end is kept, so a cut stream is no error. */
const lenient = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
const lenientBrotli = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH };

type Decoder = (source: Readable) => Readable;

/** Content codings that this Node can undo (RFC 9110 §8.4.1); zstd from Node 22.15 on. */
const decoders: Record<string, Decoder | undefined> = {
  gzip: through(() => zlib.createGunzip(lenient)),
  'x-gzip': through(() => zlib.createGunzip(lenient)),
  br: through(() => zlib.createBrotliDecompress(lenientBrotli)),
  deflate: (source) => Readable.from(inflate(source), { objectMode: false }),
  ...('createZstdDecompress' in zlib && typeof zlib.createZstdDecompress === 'function'
    ? { zstd: through(zlib.createZstdDecompress as () => Transform) }
    : {}),
};

/** The body as the resource is; one with a coding that is not known stays as it is. */
export function undoContentCoding(body: Readable, contentEncoding: string | undefined): Readable {
  const chain = codings(contentEncoding)
    .toReversed()
    .map((coding) => decoders[coding]);
  const known = chain.filter((decoder) => decoder !== undefined);
  if (known.length < chain.length) return body;
  return known.reduce((source, decode) => decode(source), body);
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

/** Errors come out where the last stream is read. */
function through(create: () => Transform): Decoder {
  return (source) => pipeline(source, create(), () => undefined);
}

/** `deflate` means zlib (RFC 1950), but some servers leave its header out (RFC 9110 §8.4.1.2). */
async function* inflate(source: Readable): AsyncGenerator<Buffer> {
  const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return;
  const hasHeader = ((first.value[0] ?? 0) & 0x0f) === 8;
  const decoder = hasHeader ? zlib.createInflate(lenient) : zlib.createInflateRaw(lenient);
  yield* pipeline(resume(first.value, chunks), decoder, () => undefined);
}

async function* resume(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    // Ends the connection where nobody reads on.
    await rest.return?.();
  }
}
