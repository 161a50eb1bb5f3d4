import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { destinationLines } from '../../src/cli/call-destinations.ts';
import { describeApi, loadDocument } from '../../src/index.ts';
import { documentOf } from '../support/document.ts';
import { runIn } from '../support/terminal.ts';
import type { JsonObject, RuntimeOptions } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-destinations-'));
afterAll(() => rmSync(folder, { recursive: true }));

const https = { url: 'https://a.example/v1/' };

/** Returns an operation. All but `a` have a server of their own. */
function operationOf(name: string): JsonObject {
  const servers = [{ url: `https://${name}.example` }];
  return { operationId: name, responses: {}, ...(name === 'a' ? {} : { servers }) };
}

const elsewhere = 'The document names no server: pass --base-url if the API lies elsewhere.';

function below(path: string): string {
  return `The document names no path of the API: pass --base-url https://b.example${path} if the API lies where its document does.`;
}

describe('the URLs of calls', () => {
  it.each<[servers: JsonObject[], location: string | undefined, options: RuntimeOptions['request'], line: string, advice?: string]>([
    [[https], undefined, {}, 'Calls go to https://a.example/v1 (servers[0])'],
    [[{ url: '/v1' }, https], undefined, {}, 'Calls go to https://a.example/v1 (servers[1])'],
    [[{ url: '/v2' }, https], undefined, { server: '2' }, 'Calls go to https://a.example/v1 (servers[1])'],
    [[{ url: '/v2' }], 'https://b.example/openapi.json', {}, 'Calls go to https://b.example/v2 (servers[0], relative to the address of the document)'],
    [[], 'https://b.example/openapi.json', {}, 'Calls go to https://b.example (the address of the document)', elsewhere],
    [[], 'https://b.example/v3/api-docs', {}, 'Calls go to https://b.example (the address of the document)', elsewhere],
    [[], 'https://b.example/swagger/v1/swagger.json', {}, 'Calls go to https://b.example (the address of the document)', elsewhere],
    [[{ url: '' }], 'https://b.example/docs/api/schema/json/', {}, 'Calls go to https://b.example (servers[0], relative to the address of the document)', elsewhere],
    [[], 'https://b.example/things/openapi.json', {}, 'Calls go to https://b.example (the address of the document)', below('/things')],
    [[], 'https://b.example/api/openapi.json', {}, 'Calls go to https://b.example (the address of the document)', below('/api')],
    [[], 'https://b.example/app/v3/api-docs/admin', {}, 'Calls go to https://b.example (the address of the document)', below('/app')],
    [[], 'https://b.example/a/b/pets.yaml', {}, 'Calls go to https://b.example (the address of the document)', below('/a/b')],
    [[], 'https://b.example/api/openapi.json', { baseUrl: 'http://h' }, 'Calls go to http://h (--base-url, with the path of servers[0])'],
    [[https], 'http://localhost:8080/spec.json', {}, 'Calls go to https://a.example/v1 (servers[0])', 'The document was read from localhost:8080, but its server is a.example: pass --base-url http://localhost:8080 if this machine has the API.'],
    [[https], 'http://10.1.2.3/spec.json', {}, 'Calls go to https://a.example/v1 (servers[0])', 'The document was read from 10.1.2.3, but its server is a.example: pass --base-url http://10.1.2.3 if this machine has the API.'],
    [[https], 'https://b.example/spec.json', {}, 'Calls go to https://a.example/v1 (servers[0])'],
    [[{ url: 'http://localhost:9000' }], 'http://127.0.0.1/spec.json', {}, 'Calls go to http://localhost:9000 (servers[0])'],
    [[], undefined, {}, 'WARNING: Calls fail: server URL "/" is relative. Pass the URL of the API with --base-url.'],
    [[{ url: '' }], undefined, {}, 'WARNING: Calls fail: server URL "" is relative. Pass the URL of the API with --base-url.'],
    [[{ url: 'https://{host}' }], undefined, {}, 'WARNING: Calls fail: server URL https://{host}: {host} has no value. Pass --server-var host=VALUE, or --base-url.'],
    [[{ url: 'https://{host}' }], undefined, { serverVariables: { host: 'c.example' } }, 'Calls go to https://c.example (servers[0])'],
    [[{ url: 'https://me:secret@a.example/' }], undefined, {}, 'Calls go to https://a.example (servers[0])'],
    [[https], undefined, { baseUrl: 'http://h' }, 'Calls go to http://h/v1 (--base-url, with the path of servers[0])'],
    [[https], undefined, { baseUrl: 'http://h/' }, 'Calls go to http://h (--base-url)'],
    [[https], undefined, { baseUrl: 'http://h/x?y=1' }, 'Calls go to http://h/x?y=1 (--base-url)'],
  ])('%j of %s with %j', async (servers, location, request, line, advice) => {
    const { descriptor } = describeApi(await loadDocument(documentOf(servers.length === 0 ? {} : { servers })));
    const api = { ...descriptor, ...(location === undefined ? {} : { location }) };
    expect(destinationLines(api, request ?? {})).toEqual([line, ...(advice === undefined ? [] : [advice])]);
  }); // prettier-ignore

  it('are counted where operations have servers of their own', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const paths = Object.fromEntries(names.map((name) => [`/${name}`, { get: operationOf(name) }]));
    const document = {
      ...documentOf({ servers: [https] }),
      paths: { ...paths, '/z': { get: operationOf('a') } },
    };
    const { descriptor } = describeApi(await loadDocument(document));
    expect(destinationLines(descriptor, {})).toEqual([
      'Calls of 2 operations go to https://a.example/v1 (servers[0])',
      'Calls of 1 operation go to https://b.example (servers[0] of b)',
      'Calls of 1 operation go to https://c.example (servers[0] of c)',
      'Calls of 1 operation go to https://d.example (servers[0] of d)',
      'Calls of 1 operation go to https://e.example (servers[0] of e)',
      '… and 2 more URLs',
    ]);
    expect(destinationLines(descriptor, { baseUrl: 'http://h/' })).toEqual([
      'Calls go to http://h (--base-url)',
    ]);
  });

  it('stand in an inspection', async () => {
    const path = join(folder, 'api.json');
    writeFileSync(path, JSON.stringify(documentOf({ servers: [https] })));
    const { out } = await runIn(['inspect', path, '--base-url', 'http://h']);
    expect(out).toContain(
      '\nDestinations (1)\n  Calls go to http://h/v1 (--base-url, with the path of servers[0])\n',
    );
    const { out: json } = await runIn(['inspect', path, '--json']);
    expect(JSON.parse(json)).toMatchObject({
      destinations: [{ url: 'https://a.example/v1', source: 'servers[0]', operations: 1 }],
    });
  });
});
