import { createServer } from 'node:http';
import { listen } from './address.ts';
import { createOriginGuard, findRefusedHeader } from './origin-guard.ts';
import { sendContent, sendText } from './send-response.ts';
import type { Address } from './address.ts';
import type { HttpServer, MetricsPage } from './http-server.ts';

/**
 * Serves metrics alone, on an address of their own, without authentication.
 *
 * @throws OpenApiMcpError PORT_UNAVAILABLE
 */
export async function serveMetrics(page: MetricsPage, address: Address): Promise<HttpServer> {
  const guard = createOriginGuard(address, {});
  const server = createServer((request, response) => {
    // A web page could otherwise read an address of this machine by DNS rebinding. Others are reached under any name.
    const refused = address.isOpen ? undefined : findRefusedHeader(request, guard);
    if (refused !== undefined) return sendText(response, 403, refused);
    if (request.url?.split('?', 1)[0] !== '/metrics')
      return sendText(response, 404, 'Nothing here but /metrics');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendText(response, 405, 'Method not allowed');
    page().then(
      (metrics) => sendContent(response, metrics),
      () => response.destroy(),
    );
  });
  const { origin, port, stop } = await listen(server, address, { host: '--metrics', port: '--metrics' });
  const close = async (): Promise<void> => {
    const closed = stop();
    server.closeAllConnections();
    await closed;
  };
  return { url: `${origin}/metrics`, port, close, [Symbol.asyncDispose]: close };
}
