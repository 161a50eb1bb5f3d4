import { describe, expect, it } from 'vitest';
import { createServer, describeApi, loadDocument } from '../../src/index.ts';
import { textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { serveDocument } from '../support/serve-document.ts';
import { startUpstream } from '../support/upstream.ts';
import { integer, titled } from './rows.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import type { ParameterSource } from '../support/document.ts';

const limit: ParameterSource = { name: 'limit', in: 'query', schema: integer };
const securitySchemes = { key: { type: 'apiKey', in: 'query', name: 'api_key' } };

/** Calls a tool with the argument `extraQuery`, and returns what was sent and the text of the result. */
async function callWithExtra(
  args: JsonObject,
  parameters: ParameterSource[] = [limit],
): Promise<{ targets: string[]; text: string }> {
  await using upstream = await startUpstream();
  const document = { ...documentOf({ parameters }), components: { securitySchemes } };
  await using server = await serveDocument(document, {
    allowExtraQuery: true,
    request: { baseUrl: upstream.url },
  });
  const text = textOf(await server.handlers.callTool(tool, args));
  return { targets: upstream.requests.map(({ target }) => target), text };
}

describe('--allow-extra-query', () => {
  it.each<[title: string, extraQuery: Json, target: string]>([
    ['texts', { min_age: '3', 'name[like]': 'a b&c' }, '/things?limit=2&min_age=3&name%5Blike%5D=a%20b%26c'],
    ['numbers and booleans', { age: 3, old: true }, '/things?limit=2&age=3&old=true'],
    ['a list, which repeats the name', { id: ['a', 'b', 3] }, '/things?limit=2&id=a&id=b&id=3'],
    ['an empty list', { id: [] }, '/things?limit=2'],
    ['an empty text', { id: '' }, '/things?limit=2&id='],
    ['JSON text', '{"_since":"5"}', '/things?limit=2&_since=5'],
    ['nothing', {}, '/things?limit=2'],
  ])('sends %s', async (_, extraQuery, target) => {
    expect((await callWithExtra({ limit: 2, extraQuery })).targets).toEqual([target]);
  });

  it.each<[title: string, extraQuery: Json, problem: string]>([
    ['a parameter of the operation', { limit: '3' }, 'extraQuery.limit: is not allowed, got "3"'],
    ['a parameter of a credential', { api_key: 'x' }, 'extraQuery.api_key: is not allowed, got "x"'],
    [
      'an object',
      { filter: { a: 1 } },
      'extraQuery.filter: fits no alternative: extraQuery.filter: must be string or number or boolean, got {"a":1} — or — extraQuery.filter: must be array, got {"a":1}',
    ],
    ['text that is no object', 'a=1', 'extraQuery: must be object, got "a=1"'],
  ])('refuses %s', async (_, extraQuery, problem) => {
    const { targets, text } = await callWithExtra({ extraQuery });
    expect(targets).toEqual([]);
    expect(text).toContain(`The arguments do not fit call; nothing was sent:\n- ${problem}\n`);
  });

  it('refuses a name with signs of patterns, and no other', async () => {
    const own: ParameterSource = { name: 'f[a.b]', in: 'query' };
    expect((await callWithExtra({ extraQuery: { 'f[a.b]': '1' } }, [own])).targets).toEqual([]);
    expect((await callWithExtra({ extraQuery: { 'f[a_b]': '1' } }, [own])).targets).toEqual([
      '/things?f%5Ba_b%5D=1',
    ]);
  });

  it('keeps its name from a parameter', async () => {
    const own: ParameterSource = { name: 'extraQuery', in: 'query' };
    const { targets } = await callWithExtra({ query_extraQuery: 'a', extraQuery: { b: 'c' } }, [own]);
    expect(targets).toEqual(['/things?extraQuery=a&b=c']);
  });
});

it('extraQuery is there on request only', async () => {
  const document = documentOf({ parameters: [limit] });
  for (const [allowExtraQuery, expected] of [
    [undefined, ['limit']],
    [true, ['limit', 'extraQuery']],
  ] as const) {
    const { descriptor } = describeApi(await loadDocument(document), { allowExtraQuery });
    const { properties } = descriptor.operations[0]?.inputSchema ?? {};
    expect(Object.keys(properties ?? {})).toEqual(expected);
    expect(JSON.stringify(properties)).not.toContain('match');
  }
});

describe('headers that every request has', () => {
  const parameters: ParameterSource[] = [
    { name: 'X-API-Version', in: 'header', required: true },
    { name: 'X-Trace', in: 'header' },
    { name: 'x-api-version', in: 'query' },
  ];

  it.each(titled([{ title: 'x-api-version' }, { title: 'X-API-VERSION' }]))(
    'are not arguments: %s',
    async (name) => {
      await using upstream = await startUpstream();
      await using server = await createServer(documentOf({ parameters }), {
        request: { baseUrl: upstream.url, headers: { [name]: '1' } },
      });
      const [listed] = server.handlers.listTools().tools;
      expect(listed?.inputSchema).toMatchObject({ properties: { 'X-Trace': {}, 'x-api-version': {} } });
      expect(Object.keys(listed?.inputSchema['properties'] ?? {})).toHaveLength(2);
      expect(listed?.inputSchema['required']).toBeUndefined();
      await server.handlers.callTool(tool, { 'X-Trace': 't', 'x-api-version': 'q' });
      const [request] = upstream.requests;
      expect(request?.target).toBe('/things?x-api-version=q');
      expect([request?.header('x-api-version'), request?.header('x-trace')]).toEqual(['1', 't']);
    },
  );
});
