import { echo } from '../../src/json/echo.ts';
import { describe, expect, it } from 'vitest';
import { createServer } from '../../src/index.ts';
import { ProtocolFault } from '../../src/runtime/protocol.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp, connectStreams, createPipes } from '../interop/connect.ts';
import { openApi } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { mergeOptions } from '../../src/runtime/merge-options.ts';
import type { Content } from '../../src/runtime/protocol.ts';
import type { ParameterSource } from '../support/document.ts';

const parameters: ParameterSource[] = [
  { name: 'id', in: 'path' },
  { name: 'q', in: 'query' },
  { name: 'n', in: 'query', schema: { type: 'integer' } },
  { name: 'X-Tenant', in: 'header' },
  { name: 'session', in: 'cookie' },
];
const document = documentOf({ path: '/things/{id}/end', parameters });

/** Returns the request that a URI caused, or the error. */
async function read(uri: string): Promise<{ wire: string[]; fault?: ProtocolFault }> {
  await using upstream = await startUpstream(({ target }) => jsonAnswer({ target }));
  await using api = await openApi(document, { request: { baseUrl: `${upstream.url}/base` } });
  const fault = await api.handlers.readResource(uri).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof ProtocolFault) return error;
      throw error;
    },
  );
  const wire = upstream.requests.map((request) =>
    [request.target, ...['x-tenant', 'cookie'].map((name) => request.header(name) ?? '')].join(' ').trim(),
  );
  expect(upstream.malformed).toEqual([]);
  for (const { target } of upstream.requests)
    expect(new URL(target, upstream.url).pathname).toMatch(/^\/base\/things\/[^/\\]+\/end$/);
  return { wire, ...(fault === undefined ? {} : { fault }) };
}

const other = 'Such a value would address another resource than that of this tool.';
const missing = (uri: string): string => `Resource not found: ${echo(uri)}`;
const unknown = (name: string): string =>
  `Unknown query variable ${JSON.stringify(name)}: this resource takes q, n, X_Tenant, session`;

describe('a resource URI that is refused before anything is sent', () => {
  it.each<[attack: string, uri: string, message: string]>([
    ['the parent', 'wire://api/things/../end', other],
    ['the place itself', 'wire://api/things/./end', other],
    ['the parent, encoded', 'wire://api/things/%2e%2E/end', other],
    ['an empty argument', 'wire://api/things//end', other],
    ['above the root', 'wire://api/../../things/1/end', missing('wire://api/../../things/1/end')],
    ['a slash more', 'wire://api/things/1/2/end', missing('wire://api/things/1/2/end')],
    ['a way out and back', 'wire://api/things/1/../../things/1/end', missing('wire://api/things/1/../../things/1/end')],
    ['an end that is not ours', 'wire://api/things/1/end/admin', missing('wire://api/things/1/end/admin')],
    ['another server', 'wire://evil.test/things/1/end', missing('wire://evil.test/things/1/end')],
    ['a server with a port', 'wire://api:80/things/1/end', missing('wire://api:80/things/1/end')],
    ['a user', 'wire://user:secret@api/things/1/end', missing('wire://user:secret@api/things/1/end')],
    ['a user that looks like the server', 'wire://api@evil.test/things/1/end', missing('wire://api@evil.test/things/1/end')],
    ['another scheme', 'http://api/things/1/end', missing('http://api/things/1/end')],
    ['a file', 'file:///etc/passwd', missing('file:///etc/passwd')],
    ['the metadata of a cloud', 'http://169.254.169.254/latest/meta-data', missing('http://169.254.169.254/latest/meta-data')],
    ['the path alone', '/things/1/end', missing('/things/1/end')],
    ['backslashes for slashes', 'wire:\\\\api\\things\\1\\end', missing('wire:\\\\api\\things\\1\\end')],
    ['an undeclared query', 'wire://api/things/1/end?admin=true', unknown('admin')],
    ['it behind one that is declared', 'wire://api/things/1/end?q=x&admin=true', unknown('admin')],
    ['a query whose name is encoded', 'wire://api/things/1/end?%61dmin=true', unknown('admin')],
    ['a path variable in the query', 'wire://api/things/1/end?id=2', unknown('id')],
    ['__proto__ in the query', 'wire://api/things/1/end?__proto__=1', unknown('__proto__')],
    ['constructor in the query', 'wire://api/things/1/end?constructor=1', unknown('constructor')],
    ['a value twice', 'wire://api/things/1/end?q=a&q=b', 'q is given more than once and takes one value'],
    ['a word for a number', 'wire://api/things/1/end?n=1%20or%201', 'n: must be integer, got "1 or 1"'],
    ['half a character', 'wire://api/things/%E2%82/end', 'Bad percent-encoding in "%E2%82": use UTF-8 (%C3%A9 for é)'],
    ['a control character of Latin-1', 'wire://api/things/%85/end', 'Bad percent-encoding in "%85": use UTF-8 (%C3%A9 for é)'],
    ['an overlong slash', 'wire://api/things/..%C0%AFadmin/end', 'Bad percent-encoding in "..%C0%AFadmin": use UTF-8 (%C3%A9 for é)'],
    ['no number behind a percent', 'wire://api/things/%/end', 'Bad percent-encoding in "%": use UTF-8 (%C3%A9 for é)'],
    ['a header in a header', 'wire://api/things/1/end?X_Tenant=a%0D%0AX-Evil:%201', 'X-Tenant: '],
    ['NUL in a header', 'wire://api/things/1/end?X_Tenant=a%00', 'X-Tenant: '],
  ])('%s', async (_, uri, message) => {
    const { wire, fault } = await read(uri);
    expect([fault?.code, fault?.data]).toEqual([-32602, { uri }]);
    expect(fault?.message).toContain(message);
    expect(wire).toEqual([]);
  }); // prettier-ignore
});

describe('a resource URI that stays within its operation', () => {
  it.each<[attack: string, uri: string, wire: string]>([
    ['the parent, encoded twice', 'wire://api/things/%252e%252e/end', '/base/things/%252e%252e/end'],
    ['the parent with a parameter behind it', 'wire://api/things/..%3Ba=b/end', '/base/things/..%3Ba%3Db/end'],
    ['an encoded slash', 'wire://api/things/a%2Fb/end', '/base/things/a%2Fb/end'],
    ['an encoded way out', 'wire://api/things/..%2F..%2Fadmin/end', '/base/things/..%2F..%2Fadmin/end'],
    ['a slash encoded twice', 'wire://api/things/a%252Fb/end', '/base/things/a%252Fb/end'],
    ['a backslash', 'wire://api/things/..%5Cadmin/end', '/base/things/..%5Cadmin/end'],
    ['an encoded query', 'wire://api/things/1%3Fx=1%26admin=true/end', '/base/things/1%3Fx%3D1%26admin%3Dtrue/end'],
    ['an encoded fragment', 'wire://api/things/1%23/end', '/base/things/1%23/end'],
    ['a fragment', 'wire://api/things/1/end#/../../admin?x=1', '/base/things/1/end'],
    ['a fragment in the query', 'wire://api/things/1/end?q=a#&admin=true', '/base/things/1/end?q=a'],
    ['a server in the path', 'wire://api/things/%2F%2Fevil.test/end', '/base/things/%2F%2Fevil.test/end'],
    ['a user in the path', 'wire://api/things/@evil.test/end', '/base/things/%40evil.test/end'],
    ['a URL in the path', 'wire://api/things/http:%2F%2Fevil.test/end', '/base/things/http%3A%2F%2Fevil.test/end'],
    ['an ampersand in a value', 'wire://api/things/1/end?q=x%26admin=true', '/base/things/1/end?q=x%26admin%3Dtrue'],
    ['an equals sign in a value', 'wire://api/things/1/end?q=x=1', '/base/things/1/end?q=x%3D1'],
    ['a second question mark', 'wire://api/things/1/end?q=x?admin=true', '/base/things/1/end?q=x%3Fadmin%3Dtrue'],
    ['a line break in a path', 'wire://api/things/a%0D%0Ab/end', '/base/things/a%0D%0Ab/end'],
    ['a line break as it is', 'wire://api/things/a\r\nb/end', '/base/things/a%0D%0Ab/end'],
    ['NUL', 'wire://api/things/%00/end', '/base/things/%00/end'],
    ['a template', 'wire://api/things/{id}/end', '/base/things/%7Bid%7D/end'],
    ['a second cookie', 'wire://api/things/1/end?session=a;%20admin=true', '/base/things/1/end  session=a%3B%20admin%3Dtrue'],
    ['dots within a segment', 'wire://api/things/.../end', '/base/things/.../end'],
  ])('%s', async (_, uri, expected) => {
    const { wire, fault } = await read(uri);
    expect(fault?.message).toBeUndefined();
    expect(wire).toEqual([expected]);
  }); // prettier-ignore
});

describe('an overlong resource URI returns in time', () => {
  it.each<[attack: string, uri: string]>([
    ['a long value', `wire://api/things/${'a'.repeat(1_000_000)}/end`],
    ['a million slashes', `wire://api/things${'/'.repeat(1_000_000)}end`],
    ['a million dots', `wire://api/things/${'../'.repeat(300_000)}end`],
    ['a million queries', `wire://api/things/1/end?${'q=1&'.repeat(250_000)}`],
    ['a million signs', `wire://api/things/1/end?${'&'.repeat(1_000_000)}`],
    ['a long name', `wire://api/things/1/end?${'a'.repeat(1_000_000)}=1`],
    ['a million percents', `wire://api/things/${'%'.repeat(1_000_000)}/end`],
    ['a million escapes', `wire://api/things/1/end?q=${'%41'.repeat(300_000)}`],
    ['a million fragments', `wire://api/things/1/end${'#'.repeat(1_000_000)}`],
  ])('%s', async (_, uri) => {
    const started = performance.now();
    await read(uri);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('a path with many variables between two slashes', () => {
  const names = Array.from({ length: 30 }, (_, index) => `v${index}`);
  it.each<[attack: string, separator: string, text: string]>([
    ['no separators', '', 'a'.repeat(50_000)],
    ['a dash between them', '-', '-'.repeat(50_000)],
    ['words between them', 'ab', 'ab'.repeat(25_000)],
  ])('%s, is matched in time', async (_, separator, text) => {
    const path = `/${names.map((name) => `{${name}}`).join(separator)}/end`;
    const pathParameters = names.map((name): ParameterSource => ({ name, in: 'path' }));
    await using api = await openApi(documentOf({ path, parameters: pathParameters }), {
      request: { baseUrl: 'http://127.0.0.1:9' },
    });
    const started = performance.now();
    for (const uri of [`wire://api/${text}/other`, `wire://api/${text}!/en`])
      await expect(api.handlers.readResource(uri)).rejects.toThrow(missing(uri));
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('a stored response', () => {
  const list = JSON.stringify(Array.from({ length: 500 }, (_, id) => ({ id })));
  const options = { result: { maxResultChars: 300, keepResponses: true } };

  it('is found only by its own URI, and only in its own server', async () => {
    await using upstream = await startUpstream({ headers: { 'content-type': 'application/json' }, body: list });
    await using api = await openApi(documentOf({}), mergeOptions({ request: { baseUrl: upstream.url } }, options));
    await using another = await openApi(documentOf({}), mergeOptions({ request: { baseUrl: upstream.url } }, options));
    const { content } = await api.call(tool, {});
    const uri = content.find((item): item is Content & { uri: string } => item.type === 'resource_link')?.uri ?? '';
    expect(uri).toMatch(/^wire:\/\/responses\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const wrong = [`${uri}/`, `${uri}?`, `${uri}#`, `${uri}%20`, uri.toUpperCase(), uri.slice(0, -1), `${uri}0`,
      'wire://responses/', 'wire://responses', 'wire://responses/__proto__', 'wire://responses/../responses',
      'wire://api/responses', uri.replace('responses', 'api'), uri.replace('wire', 'other')];
    for (const guess of wrong)
      await expect(api.handlers.readResource(guess)).rejects.toMatchObject({ code: -32602, message: missing(guess) });
    await expect(another.handlers.readResource(uri)).rejects.toMatchObject({ code: -32602, message: missing(uri) });
    await expect(api.handlers.readResource(uri)).resolves.toMatchObject({ contents: [{ uri, text: list }] });
    expect(upstream.requests).toHaveLength(1);
  }); // prettier-ignore

  it('is not stored for HTTP sessions by default', async () => {
    await using upstream = await startUpstream({ headers: { 'content-type': 'application/json' }, body: list });
    const api = await createServer(documentOf({}), { request: { baseUrl: upstream.url }, result: { maxResultChars: 300 } });
    const server = await api.serveHttp({ port: 0 });
    const client = await connectHttp(clientKinds[2], server.url);
    const { content } = await client.callTool(tool, {});
    expect((content as Content[]).filter(({ type }) => type !== 'text')).toEqual([]);
    await client.close();
    await server.close();
  }); // prettier-ignore
});

describe.each(clientKinds)('$label', (kind) => {
  it('receives the reason why a URI is refused, and reads the next', async () => {
    await using upstream = await startUpstream();
    const api = await createServer(document, { request: { baseUrl: upstream.url } });
    const pipes = createPipes();
    await api.serveStdio(pipes.server);
    const client = await connectStreams(kind, pipes.client.input, pipes.client.output);
    for (const uri of [
      'wire://api/things/../end',
      'wire://api/things/1/end?admin=true',
      'file:///etc/passwd',
    ])
      await expect(client.readResource(uri)).rejects.toMatchObject({ code: -32602 });
    expect(upstream.requests).toEqual([]);
    const { contents } = await client.readResource('wire://api/things/1/end');
    expect(contents).toMatchObject([{ text: '{"ok":true}' }]);
    await client.close();
    await api.close();
  });
});
