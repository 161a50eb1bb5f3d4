import { beforeAll, describe, expect, it } from 'vitest';
import { createGraphDocument } from '../../bench/graph.js';
import { createServer } from '../../src/index.ts';
import type { ApiServer } from '../../src/index.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectStreams, createPipes } from '../interop/connect.ts';

let server: ApiServer;
beforeAll(async () => void (server = await createServer(createGraphDocument())), 120_000);

describe('a document of 11,422 operations is listed whole, page by page', () => {
  it.each(clientKinds)('$label over stdio', { timeout: 120_000 }, async (kind) => {
    const pipes = createPipes();
    const connection = await server.serveStdio(pipes.server);
    const client = await connectStreams(kind, pipes.client.input, pipes.client.output);
    const tools = await client.listTools();
    const templates = await client.listResourceTemplates();
    await client.close();
    await connection.closed;
    expect(new Set(tools.map(({ name }) => name)).size).toBe(11_422);
    expect(templates).toHaveLength(5_711);
  });
});
