import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { createApiServer } from '../../src/serve/create-server.ts';
import { sdkV1 } from '../../src/serve/sdk-v1.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { repository } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';
import type { Json } from '../../src/json/value.ts';

/** Okta’s, of 280 operations. */
const { descriptor } = describeApi(
  await loadDocument(join(repository, 'node_modules/@okta/openapi/dist/spec.json')),
);
const [v1, v2Of2025, v2Of2026] = clientKinds;

interface Found {
  operations: { name: string; arguments: string }[];
}

describe.each([
  { kind: v1, version: 'v2', sdk: sdkV2 },
  { kind: v2Of2025, version: 'v2', sdk: sdkV2 },
  { kind: v2Of2026, version: 'v2', sdk: sdkV2 },
  { kind: v1, version: 'v1', sdk: sdkV1 },
])('a $kind.label at a $version server in search mode', ({ kind, sdk }) => {
  it.each<[answer: string, body: string, value: Json]>([
    ['an object', '{"id":"1"}', { id: '1' }],
    ['a list', '[1,2]', [1, 2]],
    ['null', 'null', null],
  ])('goes from a question to a call that answers %s', async (answer, body, value) => {
    await using upstream = await startUpstream({ headers: { 'content-type': 'application/json' }, body });
    const server = createApiServer(descriptor, { request: { baseUrl: upstream.url }, expose: 'search' }, () =>
      Promise.resolve(sdk),
    );
    const http = await server.serveHttp({ port: 0 });
    const client = await connectHttp(kind, http.url);

    expect(client.instructions).toMatch(
      /^The \d+ operations of this API are no tools of their own\. Find one with search_operations/,
    );
    const tools = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'search_operations',
      'describe_operation',
      'call_operation',
    ]);
    expect(Math.ceil(JSON.stringify(tools).length / 4)).toBeLessThan(1_500);

    const question = { query: 'add a user to a group', limit: 3 };
    const { structuredContent } = await client.callTool('search_operations', question);
    const [best] = (structuredContent as Found).operations;
    expect(best).toMatchObject({ name: 'addUserToGroup', arguments: 'groupId*, userId*' });

    const described = await client.callTool('describe_operation', { name: best?.name });
    const { example } = described['structuredContent'] as { example: { arguments: Record<string, Json> } };
    expect(Object.keys(example.arguments)).toEqual(['groupId', 'userId']);

    const called = await client.callTool('call_operation', {
      name: 'addUserToGroup',
      arguments: { groupId: 'g1', userId: 'u/1' },
    });
    expect(called['isError']).toBeUndefined();
    // Before 2026-07-28 only objects could be structured content.
    const isWhole = answer === 'an object' || kind.protocolVersion === '2026-07-28';
    expect(called['structuredContent']).toEqual(isWhole ? value : { result: value });
    expect(upstream.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'PUT /api/v1/groups/g1/users/u%2F1',
    ]);

    const refused = await client.callTool('call_operation', { name: 'addUserToGroup', arguments: {} });
    expect(refused['isError']).toBe(true);
    const unknown = await client.callTool('describe_operation', { name: 'addUsersToGroup' });
    expect(unknown['isError']).toBe(true);
    const resources = await client.listResources();
    expect(resources.slice(0, 2).map(({ uri }) => uri)).toEqual([
      `${descriptor.scheme}://overview`,
      `${descriptor.scheme}://tags`,
    ]);

    await client.close();
    await http.close();
    await server.close();
  });
});
