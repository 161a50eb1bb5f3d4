import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { startUpstream } from '../support/upstream.ts';
import { startApiProvider } from './api-provider.ts';
import { Browser } from './browser.ts';
import { accountDocument, serveAccounts, tokenOf } from './connected-api.ts';
import type { Upstream } from '../support/upstream.ts';
import type { ApiProvider } from './api-provider.ts';
import type { ConnectedApi } from './connected-api.ts';

let provider: ApiProvider;
let upstream: Upstream;
let sent: string[] = [];
beforeAll(async () => {
  provider = await startApiProvider();
  upstream = await startUpstream((request) => {
    sent.push(request.target);
    return provider.guard(request);
  });
});
beforeEach(() => {
  sent = [];
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await upstream.close();
});

/** Serves an operation that deletes something, which a person has to confirm. */
async function serve(): Promise<ConnectedApi> {
  const document = accountDocument(upstream.url, provider);
  const operation = {
    operationId: 'remove',
    security: [{ oauth: ['pets:read'] }],
    parameters: [{ name: 'id', in: 'query', schema: { type: 'string' } }],
    responses: { '200': { description: 'Done' } },
  };
  return serveAccounts(
    { ...document, paths: { '/pets': { delete: operation } } },
    {},
    { policy: { confirm: 'destructive' } },
  );
}

async function connect(url: string): Promise<void> {
  const browser = new Browser();
  await browser.open(url);
  await browser.submit({ token: tokenOf('ada') });
  await browser.submit({ login: 'account-of-ada' });
}

/** Connects a client of 2026-07-28, and returns it with the questions that its person was asked. */
async function clientOf(server: ConnectedApi, consent: 'accept' | 'decline' = 'accept') {
  const questions: string[] = [];
  const client = new Client(
    { name: 'test', version: '1' },
    {
      versionNegotiation: { mode: { pin: '2026-07-28' } },
      capabilities: { elicitation: { url: {}, form: {} } },
    },
  );
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    if ('url' in params) {
      questions.push('page');
      await connect(String(params.url));
      return { action: 'accept' };
    }
    questions.push(params.message.split('\n')[0] ?? '');
    return consent === 'accept' ? { action: consent, content: { confirm: true } } : { action: consent };
  });
  const headers = { authorization: `Bearer ${tokenOf('ada')}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers } }));
  return { client, questions };
}

const remove = { name: 'remove', arguments: { id: '7' } };

describe('a call that connects an account and that a person confirms', () => {
  it('asks for each once: MCP 2026-07-28', async () => {
    await using server = await serve();
    const { client, questions } = await clientOf(server);
    const result = await client.callTool(remove);
    expect(result).toMatchObject({ structuredContent: { account: 'account-of-ada' } });
    expect(questions).toEqual(['page', 'Allow DELETE /pets?id=7 (remove)?']);
    expect(sent).toEqual(['/pets?id=7']);
    await client.callTool(remove);
    expect(questions).toHaveLength(3);
  });

  it('sends nothing if the person declines after connecting', async () => {
    await using server = await serve();
    const { client, questions } = await clientOf(server, 'decline');
    const result = await client.callTool(remove);
    expect(JSON.stringify(result)).toContain('The person declined the call of remove; nothing was sent');
    expect(questions).toHaveLength(2);
    expect(sent).toEqual([]);
  });

  it.each(clientKinds)('is refused before it asks for an account without consent: $label', async (kind) => {
    await using server = await serve();
    const failure = await server.call('ada', 'remove', kind);
    expect(JSON.stringify(failure)).toContain('this client cannot ask for it; nothing was sent');
  });
});
