import type { ServerOptions } from 'node:http';
import { OpenApiMcpError } from '../../errors.ts';
import type { HttpOptions } from './http-options.ts';

/** Limits that Node.js itself holds: it answers 408 and 431, and closes the connection. */
export function nodeServerOptions({
  maxHeaderBytes = 16_384,
  requestTimeout = 30_000,
}: HttpOptions): ServerOptions {
  return {
    maxHeaderSize: maxHeaderBytes,
    requestTimeout,
    headersTimeout: requestTimeout,
    // Otherwise it looks every 30 seconds only.
    connectionsCheckingInterval: Math.min(1_000, requestTimeout),
  };
}

/** @throws OpenApiMcpError OPTION_INVALID */
export function checkPublicUrl({ publicUrl, authJwt, host = '127.0.0.1' }: HttpOptions): void {
  if (publicUrl === undefined) {
    if (authJwt === undefined || !/^(0\.0\.0\.0|\[?::\]?|)$/.test(host)) return;
    throw new OpenApiMcpError('OPTION_INVALID', 'Nobody knows by what URL clients reach this server', {
      hint: 'Access tokens are for a URL: add --public-url https://mcp.example.com/mcp.',
    });
  }
  if (/^https?:\/\/[^?#\s]+$/.test(publicUrl) && URL.canParse(publicUrl)) return;
  throw new OpenApiMcpError('OPTION_INVALID', `${JSON.stringify(publicUrl)} is no URL of an MCP endpoint`, {
    hint: 'Write --public-url https://mcp.example.com/mcp, without query and fragment.',
  });
}

/** What clients call this server, and tokens are for (RFC 8707 §2). */
export function resourceUrl(url: string, { publicUrl }: HttpOptions): string {
  return publicUrl ?? url;
}
