import type { IncomingMessage } from 'node:http';
import { OpenApiMcpError } from '../../errors.ts';

/** Bytes; the form has one field. */
const longest = 4_096;

/**
 * Reads the fields of a form.
 *
 * @throws OpenApiMcpError SIGN_IN_FAILED for one that is too long
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > longest) throw new OpenApiMcpError('SIGN_IN_FAILED', 'the form is too long');
    chunks.push(bytes);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
