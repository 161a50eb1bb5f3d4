import { describe, expect, it } from 'vitest';
import { createApiServer } from '../../src/serve/create-server.ts';
import { sdkV1 } from '../../src/serve/sdk-v1.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { list, post, send } from '../access/send.ts';
import { descriptor } from '../access/shop.ts';
import { startUpstream } from '../support/upstream.ts';
import type { HttpOptions } from '../../src/serve/http/http-options.ts';

function batch(length: number): string {
  const messages = Array.from({ length }, (_, id) => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name: 'listOrders', arguments: {} },
  }));
  return JSON.stringify(messages);
}

describe.each([
  ['v1', sdkV1],
  ['v2', sdkV2],
] as const)('a batch to a server of the %s SDK', (_, sdk) => {
  /** Sends bodies in turn, and returns the statuses and the number of calls of the API. */
  async function statuses(http: HttpOptions, bodies: string[], headers: Record<string, string> = {}) {
    await using upstream = await startUpstream();
    const api = createApiServer(descriptor, { request: { baseUrl: upstream.url } }, async () => sdk);
    const server = await api.serveHttp({ port: 0, ...http });
    const result: (number | undefined)[] = [];
    for (const body of bodies) result.push((await send(server.url, post(headers), body)).status);
    await server.close();
    await api.close();
    return { statuses: result, calls: upstream.requests.length };
  }

  it('counts as its calls for the rate', async () => {
    expect(await statuses({ rateLimit: 10 }, [batch(120)])).toEqual({ statuses: [429], calls: 0 });
    const { statuses: results } = await statuses({ rateLimit: 10 }, [batch(9), list, list]);
    expect(results.slice(1)).toEqual([200, 429]);
  });

  it('counts as its calls for those under way', async () => {
    expect(await statuses({ maxConcurrent: 1 }, [batch(100), list])).toEqual({
      statuses: [503, 200],
      calls: 0,
    });
    expect(await statuses({ maxConcurrent: 5 }, [batch(6), list])).toEqual({
      statuses: [503, 200],
      calls: 0,
    });
  });

  it.each([{ 'mcp-protocol-version': '2025-03-26' }, {}])(
    'is served with the revision that has them: %j',
    async (headers) => {
      expect(await statuses({}, [batch(2)], headers)).toEqual({ statuses: [200], calls: 2 });
      expect((await statuses({ rateLimit: 10 }, [batch(11)], headers)).calls).toBe(0);
    },
  );

  it.each(['2025-06-18', '2025-11-25', '2026-07-28', '2024-11-05', 'x'])(
    'is refused with %s',
    async (revision) => {
      const headers = { 'mcp-protocol-version': revision };
      expect(await statuses({}, [batch(1), batch(2), '[]'], headers)).toEqual({
        statuses: [400, 400, 400],
        calls: 0,
      });
    },
  );
});
