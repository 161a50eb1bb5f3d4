import {
  classifyInboundRequest,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { asJsonObject } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { AuthInfo, Server } from '@modelcontextprotocol/server';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Returns true for a body of a revision of 2025 whose requests have nothing but a response: none asks for progress, which
 * needs a stream.
 */
export function needsNoStream(headers: IncomingHttpHeaders, body: unknown): boolean {
  const outcome = classifyInboundRequest({
    httpMethod: 'POST',
    ...omitUndefined({
      protocolVersionHeader: headers['mcp-protocol-version']?.toString(),
      mcpMethodHeader: headers['mcp-method']?.toString(),
      mcpNameHeader: headers['mcp-name']?.toString(),
    }),
    body,
  });
  return outcome.kind === 'legacy' && ![body].flat().some(asksForProgress);
}

function asksForProgress(message: unknown): boolean {
  const params = asJsonObject(asJsonObject(message)?.['params']);
  return asJsonObject(params?.['_meta'])?.['progressToken'] !== undefined;
}

/**
 * Responds to a body of a revision of 2025 with JSON, as the SDK does for 2026-07-28. Its handler would open two streams for
 * the events of each response, and close a server that has nothing to close: a seventh of the CPU time of a call.
 */
export function respondInJson(
  server: Server,
  request: Request,
  options: { parsedBody: unknown; authInfo?: AuthInfo },
): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  return new Promise((resolve, reject) => {
    // The client has gone, so nobody receives the response that the SDK returns in this case too.
    const end = (): void => {
      void server.close();
      resolve(new Response(null, { status: 499 }));
    };
    request.signal.addEventListener('abort', end, { once: true });
    server
      .connect(transport)
      .then(() => transport.handleRequest(request, options))
      .then(resolve, reject);
  });
}
