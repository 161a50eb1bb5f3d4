import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A file of the page, ready to be sent. */
interface PageFile {
  type: string;
  bytes: Buffer;
  gzip: Buffer;
  etag: string;
}

/** The folder of the built page, from the source and from the chunks of `dist`. */
const folder = new URL('../../dist/web/', import.meta.url);

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page may load its own files and data, show images, media and PDF of results, and nothing else. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  'media-src data: blob:',
  'frame-src blob:',
  'object-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const pageHeaders = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-cache',
};

/**
 * Reads the files of the page, by their names.
 *
 * @throws OpenApiMcpError INTERNAL if the package was not built
 */
export function readPageFiles(): Map<string, PageFile> {
  try {
    return new Map(readdirSync(folder).map((name) => [name, readPageFile(name)]));
  } catch (cause) {
    throw new OpenApiMcpError('OPTION_INVALID', `The explorer cannot be read: ${messageOf(cause)}`, {
      cause,
      hint: 'Build the package with npm run build.',
    });
  }
}

function readPageFile(name: string): PageFile {
  const bytes = readFileSync(new URL(name, folder));
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 20)}"`;
  const type = types[extname(name)] ?? 'application/octet-stream';
  return { type, bytes, gzip: gzipSync(bytes, { level: 9 }), etag };
}

/** Sends a file of the page, or status 304 if the browser has it. */
export function sendPageFile(file: PageFile, { headers }: IncomingMessage, response: ServerResponse): void {
  const { type, bytes, gzip, etag } = file;
  const isGzip = /(?:^|[\s,])gzip(?:\s*(?:,|$))/i.test(String(headers['accept-encoding'] ?? ''));
  const sent = isGzip ? gzip : bytes;
  const common = { ...pageHeaders, etag, vary: 'Accept, Accept-Encoding' };
  if (headers['if-none-match'] === etag) return void response.writeHead(304, common).end();
  response.writeHead(200, {
    ...common,
    'content-type': type,
    'content-length': sent.length,
    ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(sent);
}
