import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { repository, runCli, serveCliHttp } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';
import type { RunningProcess } from '../support/cli.ts';
import type { InteropClient } from '../interop/clients.ts';
import type { Upstream } from '../support/upstream.ts';

/** Ten real documents, with a question that finds an operation of each. */
const documents: [key: string, path: string, question: string][] = [
  ['netlify', '@netlify/open-api/dist/swagger.json', 'purge cache of a netlify site'],
  ['okta', '@okta/openapi/dist/spec.yaml', 'add a user to a group of okta'],
  ['figma', '@figma/rest-api-spec/openapi/openapi.yaml', 'comments in a figma file'],
  ['mojaloop', '@mojaloop/api-snippets/docs/dist/openapi.yaml', 'health of the demonstration'],
  ['admin', '@shopware/api-client/api-types/adminApiSchema.json', 'create a tax rule'],
  ['store', '@shopware/api-client/api-types/storeApiSchema.json', 'add items to the cart'],
  ['pets', '@readme/oas-examples/3.0/json/petstore.json', 'finds pets by status'],
  ['trek', '@readme/oas-examples/3.0/json/star-trek.json', 'star trek animal'],
  ['trains', '@readme/oas-examples/3.1/json/train-travel.json', 'book a train trip'],
  ['rclone', 'rclone-openapi/openapi.yaml', 'rclone copy directory sync'],
];

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-ten-'));
const config = join(folder, 'ten.config.yaml');
let upstream: Upstream;
let listing: RunningProcess & { url: string };
let searching: RunningProcess & { url: string };

beforeAll(async () => {
  upstream = await startUpstream();
  writeFileSync(join(folder, 'broken.yaml'), 'openapi: 3.1.0\ninfo: [\n');
  const apis = documents.map(
    ([key, path]) =>
      `  ${key}: { document: '${join(repository, 'node_modules', path)}', baseUrl: '${upstream.url}/${key}' }\n`,
  );
  writeFileSync(config, `apis:\n${apis.join('')}  broken: { document: broken.yaml }\n`);
  listing = await serveCliHttp(['--config', config]);
  searching = await serveCliHttp(['--config', config, '--expose', 'search']);
}, 180_000);
afterAll(async () => {
  await Promise.all([listing, searching].map((server) => server[Symbol.asyncDispose]()));
  await upstream.close();
  rmSync(folder, { recursive: true });
});

/** Returns the tools of an API with arguments that its schema accepts, as far as they are plain values. */
function plainCalls(
  tools: Record<string, unknown>[],
  key: string,
): { name: string; args: Record<string, unknown> }[] {
  return tools
    .filter(({ name }) => String(name).startsWith(`${key}_`))
    .map(({ name, inputSchema }) => {
      const { required = [], properties = {} } = inputSchema as {
        required?: string[];
        properties?: Record<string, { type?: unknown; enum?: unknown[] }>;
      };
      const valueOf = (argument: string): unknown => {
        const { type, enum: values } = properties[argument] ?? {};
        return values?.[0] ?? (type === 'string' ? 'x' : type === 'array' ? [] : 1);
      };
      return {
        name: String(name),
        args: Object.fromEntries(required.map((argument) => [argument, valueOf(argument)])),
      };
    });
}

/** Calls tools of an API until one sends a request, and returns the paths of all requests. */
async function callOne(
  client: InteropClient,
  tools: Record<string, unknown>[],
  key: string,
): Promise<string[]> {
  const count = upstream.requests.length;
  for (const { name, args } of plainCalls(tools, key).slice(0, 30)) {
    const result = await client.callTool(name, args);
    if (result['isError'] !== true) break;
  }
  return upstream.requests.slice(count).map(({ target }) => target);
}

describe.each([clientKinds[0], clientKinds[2]])('ten real documents for a $label', (kind) => {
  it('are listed whole, and a tool of each is called', { timeout: 180_000 }, async () => {
    const client: InteropClient = await connectHttp(kind, listing.url);
    const tools = await client.listTools();
    expect(tools.length).toBeGreaterThanOrEqual(2_000);
    expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
    upstream.requests.length = 0;
    for (const [key] of documents) {
      const targets = await callOne(client, tools, key);
      expect(targets.map((target) => target.split('/')[1])).toEqual([key]);
    }
    expect((await client.listResources()).filter(({ name }) => name === 'overview')).toHaveLength(10);
    await client.close();
  });

  it('are searched at once', { timeout: 180_000 }, async () => {
    const client = await connectHttp(kind, searching.url);
    expect(await client.listTools()).toHaveLength(3);
    for (const [key, , query] of documents) {
      const { structuredContent } = await client.callTool('search_operations', { query, limit: 5 });
      const { operations } = structuredContent as { operations: { name: string }[] };
      expect([query, operations.map(({ name }) => name.split('_')[0])]).toEqual([
        query,
        expect.arrayContaining([key]),
      ]);
    }
    await client.close();
  });
});

describe('an eleventh document that is broken', () => {
  it('is reported at the start', () => {
    expect(listing.stderr()).toMatch(/^WARNING: broken is not served: .*/m);
  });

  it('is named by /readyz', async () => {
    const response = await fetch(new URL('/readyz', listing.url));
    expect([response.status, await response.json()]).toEqual([
      200,
      { ready: true, failures: { broken: 'SYNTAX_INVALID' } },
    ]);
  });

  it('is explained by inspect, with its line', async () => {
    const { code, stderr } = await runCli(['inspect', 'broken', '--config', config]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/broken\.yaml:\d+:\d+: .*\(SYNTAX_INVALID\)/s);
  });

  it('ends the start with --strict', async () => {
    const documentsOf = ['one', 'broken'].map((key) => `${key}=${join(folder, 'broken.yaml')}`);
    const { code, stderr } = await runCli(['serve', ...documentsOf, '--strict']);
    expect(code).toBe(1);
    expect(stderr).toContain('(SYNTAX_INVALID)');
  });
});
