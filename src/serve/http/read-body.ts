import { jsonRpcCodes } from '../../runtime/json-rpc.ts';
import type { IncomingMessage } from 'node:http';

/** A parsed body, or the status and JSON-RPC error of a refusal. */
export type JsonBody = { ok: true; value: unknown } | BodyRefusal;

export interface BodyRefusal {
  ok: false;
  status: 400 | 413;
  /** JSON-RPC error code; for a body above the limit the code that the SDKs use. */
  code: number;
  message: string;
}

/** Reads the body of a request as JSON. Rejects only if the connection breaks. */
export async function readJsonBody(request: IncomingMessage, maxBodyBytes: number): Promise<JsonBody> {
  const bytes = await readBytes(request, maxBodyBytes);
  if (bytes === undefined) {
    const message = `The request body is larger than ${maxBodyBytes} bytes`;
    return { ok: false, status: 413, code: jsonRpcCodes.serverError, message };
  }
  try {
    return { ok: true, value: JSON.parse(bytes.toString('utf8')) };
  } catch {
    const message = 'Parse error: the request body is not valid JSON';
    return { ok: false, status: 400, code: jsonRpcCodes.parseError, message };
  }
}

/**
 * Returns `undefined` above the limit. The rest of the body is discarded, so that the client can read the refusal.
 */
export async function readBytes(request: IncomingMessage, maxBodyBytes: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length']) > maxBodyBytes) return undefined;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBodyBytes) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(chunks, length)));
    request.on('error', reject);
  });
}
