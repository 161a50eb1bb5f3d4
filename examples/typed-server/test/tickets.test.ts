import { connect, startUpstream, toMatchToolSurface } from 'openapi-mcp/testing';
import { expect, it } from 'vitest';
import { configure } from '../src/tickets/client.ts';
import { createServer } from '../src/create-server.ts';

expect.extend({ toMatchToolSurface });
declare module 'vitest' {
  interface Matchers<T> {
    toMatchToolSurface(path: string): Promise<T>;
  }
}

async function open(upstream: { url: string }) {
  const credentials = { agent: { value: 'token-of-an-agent' } };
  return connect(await createServer({ request: { baseUrl: upstream.url, credentials } }));
}

it('offers the same tools as before', async () => {
  await using client = await open({ url: 'http://127.0.0.1:9' });
  await expect(client).toMatchToolSurface('test/surface.txt');
});

it('says who sent a reply', async () => {
  await using upstream = await startUpstream();
  upstream.reply({ method: 'POST', path: '/v1/tickets/7/replies' }, { status: 201 });
  await using client = await open(upstream);
  await client.callTool('replyToTicket', { ticketId: 7, body: { text: 'We are on our way.' } });
  const { headers } = upstream.received({ body: { text: 'We are on our way.' } });
  expect(headers['x-sent-by']).toBe('assistant');
  expect(headers['authorization']).toBe('Bearer token-of-an-agent');
});

it('counts open tickets by priority', async () => {
  await using upstream = await startUpstream();
  const ticket = { id: 7, subject: 'The door does not open', status: 'open' };
  upstream.reply({ path: '/v1/tickets' }, { json: [ticket, { ...ticket, priority: 'high' }, ticket] });
  configure({ request: { baseUrl: upstream.url } });
  await using client = await open(upstream);
  const { structuredContent } = await client.callTool('count_open_tickets');
  expect(structuredContent).toEqual({ normal: 2, high: 1 });
});

it('deletes nothing', async () => {
  await using client = await open({ url: 'http://127.0.0.1:9' });
  const names = (await client.listTools()).map(({ name }) => name);
  expect(names).not.toContain('deleteTicket');
});
