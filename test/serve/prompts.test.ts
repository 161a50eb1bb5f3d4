import { describe, expect, it } from 'vitest';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioServerTransport as StreamTransportV1 } from '@modelcontextprotocol/sdk/server/stdio.js';
import { describeApi, loadDocument } from '../../src/index.ts';
import { createApiServer } from '../../src/serve/create-server.ts';
import { sdkV1 } from '../../src/serve/sdk-v1.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { createPipes } from '../interop/connect.ts';
import { documentOf } from '../support/document.ts';

const { descriptor } = describeApi(await loadDocument(documentOf({})));

describe.each([
  ['v1', sdkV1],
  ['v2', sdkV2],
])('a server of the %s SDK with a tool and prompts of its owner', (_, sdk) => {
  it('lists and returns prompts', async () => {
    const server = createApiServer(
      descriptor,
      {
        extensions: {
          tools: [{ name: 'today', description: 'The date.', call: () => '2026-11-21' }],
          prompts: [
            {
              name: 'greet',
              arguments: [{ name: 'who', required: true }],
              get: ({ who }) => `Greet ${who}.`,
            },
          ],
        },
      },
      () => Promise.resolve(sdk),
    );
    const pipes = createPipes();
    const connection = await server.serveStdio(pipes.server);
    const client = new ClientV1({ name: 'test', version: '1' });
    await client.connect(new StreamTransportV1(pipes.client.input, pipes.client.output));

    expect(client.getServerCapabilities()).toMatchObject({ tools: {}, prompts: {} });
    expect((await client.listTools()).tools.at(-1)).toEqual({
      name: 'today',
      description: 'The date.',
      inputSchema: { type: 'object' },
    });
    expect(await client.callTool({ name: 'today' })).toMatchObject({
      content: [{ type: 'text', text: '2026-11-21' }],
    });
    expect((await client.listPrompts()).prompts).toEqual([
      { name: 'greet', arguments: [{ name: 'who', required: true }] },
    ]);
    expect(await client.getPrompt({ name: 'greet', arguments: { who: 'Ada' } })).toMatchObject({
      messages: [{ role: 'user', content: { type: 'text', text: 'Greet Ada.' } }],
    });
    await expect(client.getPrompt({ name: 'greet' })).rejects.toMatchObject({ code: -32602 });
    await expect(client.getPrompt({ name: 'none' })).rejects.toMatchObject({ code: -32602 });

    await client.close();
    await connection.close();
    await server.close();
  });
});
