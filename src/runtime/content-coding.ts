import { pipeline } from 'node:stream';
import zlib from 'node:zlib';
import type { Readable, Transform } from 'node:stream';

/** What came before an early end is kept, so a cut stream is no error. */
const lenient = { finishFlush: zlib.constants.Z_SYNC_FLUSH };

/** Content codings that this Node can undo (RFC 9110 §8.4.1); zstd from Node 22.15 on. */
const decoders: Record<string, (() => Transform) | undefined> = {
  gzip: () => zlib.createGunzip(lenient),
  'x-gzip': () => zlib.createGunzip(lenient),
  br: () => zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH }),
  deflate: () => zlib.createInflate(lenient),
  ...('createZstdDecompress' in zlib && typeof zlib.createZstdDecompress === 'function'
    ? { zstd: zlib.createZstdDecompress as () => Transform }
    : {}),
};

/** The body as the resource is; one with a coding that is not known stays as it is. */
export function undoContentCoding(body: Readable, contentEncoding: string | undefined): Readable {
  const codings = (contentEncoding ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const chain = codings.toReversed().map((coding) => decoders[coding]);
  const known = chain.filter((decoder) => decoder !== undefined);
  if (known.length === 0 || known.length < chain.length) return body;
  // Errors come out where the last stream is read.
  return known.reduce<Readable>((source, decoder) => pipeline(source, decoder(), () => undefined), body);
}
