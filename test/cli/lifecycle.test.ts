import { describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { petstorePath, serveCliHttp, startCli } from '../support/cli.ts';
import { startPetstore } from '../support/petstore.ts';
import { startUpstream } from '../support/upstream.ts';

const summary = (
  destination: string,
): string => `Pet Store 1.0.0: 25 tools, 12 resource templates, 4 resources
Credentials: OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN (set), OPENAPI_MCP_CREDENTIAL_PET_STORE_MANAGER_KEY (not set), OPENAPI_MCP_CREDENTIAL_PET_STORE_OWNER_SESSION (not set)
Calls go to ${destination}
`;
const env = { OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN: 'demo-token' };
const ready = /^Listening on standard input and output\.$/m;

describe('over stdio', () => {
  it.each(clientKinds)('writes only protocol messages to standard output: $label', async (kind) => {
    await using petstore = await startPetstore();
    await using server = startCli(['serve', petstorePath, '--base-url', petstore.url], { env });
    const client = await server.connect(kind);
    await client.listTools();
    await client.callTool('getPhoto', { petId: 1, photoId: 'photo-1' });
    await client.callTool('getPet', { petId: 99 });
    await expect(client.callTool('nothing')).rejects.toThrow('nothing');
    await client.close();
    expect(await server.ended).toBe(0);
    const lines = server.stdout().split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.length).toBeGreaterThanOrEqual(5);
    expect(lines.map((line) => JSON.parse(line).jsonrpc)).toEqual(lines.map(() => '2.0'));
    expect(server.stderr()).toBe(
      `${summary(`${petstore.url} (--base-url)`)}Listening on standard input and output.\n`,
    );
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('exits with 0 on %s', async (signal) => {
    await using server = startCli(['serve', petstorePath], { env });
    await server.printed(ready);
    server.signal(signal);
    expect(await server.ended).toBe(0);
    expect(server.stdout()).toBe('');
  });

  it('exits with 0 when the client disconnects, and closes the connection to the API', async () => {
    await using upstream = await startUpstream({ ending: 'hang' });
    await using server = startCli(['serve', petstorePath, '--base-url', upstream.url], { env });
    const client = await server.connect(clientKinds[0]);
    const outcome = client.callTool('getPet', { petId: 1 }).catch((error: unknown) => error);
    const [request] = await upstream.received();
    await client.close();
    await request?.abandoned;
    expect(await outcome).toMatchObject({ message: expect.stringMatching(/closed/i) });
    expect(await server.ended).toBe(0);
  });
});

describe('over HTTP', () => {
  it('prints its URL to standard error, and nothing to standard output', async () => {
    await using server = await serveCliHttp([petstorePath], { env });
    expect(server.stderr()).toBe(
      `${summary('http://127.0.0.1:4010/v1 (servers[0])')}Listening on ${server.url}\n`,
    );
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
    const health = await fetch(new URL('/healthz', server.url));
    expect([health.status, await health.text()]).toEqual([200, 'ok\n']);
    expect(server.stdout()).toBe('');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'exits with 0 on %s while a client is connected',
    async (signal) => {
      await using server = await serveCliHttp([petstorePath], { env });
      const client = await connectHttp(clientKinds[2], server.url);
      await client.listTools();
      server.signal(signal);
      expect(await server.ended).toBe(0);
      await client.close();
    },
  );

  it('aborts a call that is still running a second after SIGTERM', async () => {
    await using upstream = await startUpstream({ ending: 'hang' });
    await using server = await serveCliHttp([petstorePath, '--base-url', upstream.url], { env });
    const client = await connectHttp(clientKinds[2], server.url);
    const call = client.callTool('getPet', { petId: 1 }).catch(() => 'failed');
    const [request] = await upstream.received();
    server.signal('SIGTERM');
    await Promise.all([call, request?.abandoned]);
    expect(await server.ended).toBe(0);
    await client.close();
  });
});
