import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { getOwn } from '../../../json/get-own.ts';

/** A content coding that Node.js can write, and the test for data that has it already. */
interface Encoder {
  encode(data: Buffer): Promise<Buffer>;
  isApplied(data: Buffer): boolean;
}

const gzip: Encoder = {
  encode: promisify<Buffer, Buffer>(zlib.gzip),
  isApplied: (data) => data[0] === 0x1f && data[1] === 0x8b,
};

const brotli = promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliCompress);

/** The default quality of brotli takes seconds for a megabyte. */
const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 };

/** The content codings that can be written (RFC 9110 §8.4.1). */
const encoders: Record<string, Encoder | undefined> = {
  gzip,
  'x-gzip': gzip,
  deflate: {
    encode: promisify<Buffer, Buffer>(zlib.deflate),
    // The header of zlib (RFC 1950 §2.2).
    isApplied: (data) => data[0] === 0x78 && data.length > 2 && data.readUInt16BE(0) % 31 === 0,
  },
  br: { encode: (data) => brotli(data, { params }), isApplied: () => false },
};

/**
 * Returns a body in the codings that its header `Content-Encoding` names, in their order (RFC 9110 §8.4). A body with
 * another coding stays as it is, and so do bytes that the caller has encoded.
 */
export async function applyContentCoding(
  body: string | Buffer,
  contentEncoding: string,
): Promise<string | Buffer> {
  const names = contentEncoding
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  const chain = names.map((name) => getOwn(encoders, name));
  const known = chain.filter((encoder) => encoder !== undefined);
  if (known.length === 0 || known.length < chain.length) return body;
  let data = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  if (known.at(-1)?.isApplied(data) === true) return body;
  for (const encoder of known) data = await encoder.encode(data);
  return data;
}
