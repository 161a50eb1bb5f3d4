import { describe, expect, it } from 'vitest';
import { openApi, textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { ParameterSource } from '../support/document.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** Half of a surrogate pair, which JSON can contain, and UTF-8 cannot (RFC 8259 §8.2). */
const half = '\ud800';

const named: JsonObject = {
  type: 'object',
  properties: { [half]: { type: 'string' }, list: { type: 'array', items: { enum: [half] } } },
  required: [half],
};

/** A body with half a character, and the bytes that are sent. */
const bodies: [title: string, mediaType: string, schema: Json, value: Json, sent: string | RegExp][] = [
  ['the name of a property', 'application/json', named, { [half]: 'x' }, String.raw`{"\ud800":"x"}`],
  ['a value of an enum', 'application/json', named, { [half]: half, list: [half] }, String.raw`{"\ud800":"\ud800","list":["\ud800"]}`],
  ['a pattern', 'application/json', { type: 'string', pattern: half }, half, String.raw`"\ud800"`],
  ['the name of a pattern', 'application/json', { patternProperties: { [half]: { type: 'string' } } }, { [half]: 'x' }, String.raw`{"\ud800":"x"}`],
  ['the name of a dependency', 'application/json', { dependentRequired: { [half]: ['a'] } }, { [half]: 'x', a: 1 }, String.raw`{"\ud800":"x","a":1}`],
  ['a field of a form', 'application/x-www-form-urlencoded', named, { [half]: half }, '%EF%BF%BD=%EF%BF%BD'],
  ['a field of multipart', 'multipart/form-data', named, { [half]: half }, /^--[\w-]+\r\nContent-Disposition: form-data; name="\ufffd"\r\n\r\n\ufffd\r\n--[\w-]+--\r\n$/],
]; // prettier-ignore

describe('half a character in a body', () => {
  it.each(bodies)('as %s in %s is replaced or escaped', async (_, mediaType, schema, value, sent) => {
    await using upstream = await startUpstream();
    const document = documentOf({ method: 'post', body: { mediaType, schema } });
    await using api = await openApi(document, { request: { baseUrl: upstream.url } });
    const result = await api.call(tool, { body: value });
    expect([result.isError, textOf(result)]).toEqual([undefined, '{"ok":true}']);
    const text = upstream.requests.map(({ body }) => body.toString('utf8')).join();
    if (typeof sent === 'string') expect(text).toBe(sent);
    else expect(text).toMatch(sent);
  });

  it('as an XML name is refused', async () => {
    await using upstream = await startUpstream();
    const body = { mediaType: 'application/xml', schema: named };
    await using api = await openApi(documentOf({ method: 'post', body }), {
      request: { baseUrl: upstream.url },
    });
    const result = await api.call(tool, { body: { [half]: 'x' } });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain('is not a valid name of an XML element or attribute');
    expect(upstream.requests).toEqual([]);
  });
});

describe('half a character in a parameter', () => {
  it.each(['path', 'query', 'cookie'] as const)('of a %s is U+FFFD in its name and value', async (location) => {
    await using upstream = await startUpstream();
    const parameter: ParameterSource = { name: half, in: location };
    await using api = await openApi(documentOf({ parameters: [parameter] }), { request: { baseUrl: upstream.url } });
    const [argument = ''] = api.descriptor.operations[0]?.parameters.map((binding) => binding.argument) ?? [];
    const result = await api.call(tool, { [argument]: `a${half}b` });
    expect([argument, result.isError]).toEqual(['uD800', undefined]);
    const [request] = upstream.requests;
    expect(`${request?.target} ${request?.header('cookie')}`).toContain('a%EF%BF%BDb');
  }); // prettier-ignore
});

it('half a character in every name of a document is described, listed, called and read', async () => {
  await using upstream = await startUpstream(jsonAnswer({ [half]: half }));
  const content = { [`application/json`]: { schema: named } };
  await using api = await openApi(
    {
      openapi: '3.1.0',
      info: { title: half, version: half, description: half },
      servers: [{ url: `/${half}/{${half}}`, variables: { [half]: { default: half } } }],
      tags: [{ name: half }],
      paths: {
        [`/${half}/{${half}}`]: {
          get: {
            operationId: half,
            tags: [half],
            parameters: [{ name: half, in: 'path', required: true, schema: { enum: [half] } }],
            responses: {
              '200': { description: half, headers: { [half]: {} }, content },
              [half]: { description: half },
            },
          },
        },
      },
      components: { schemas: { [half]: named }, securitySchemes: { [half]: { type: 'http', scheme: half } } },
    },
    { request: { baseUrl: upstream.url } },
  );
  const { tools } = api.handlers.listTools();
  const [template] = api.handlers.listResourceTemplates().resourceTemplates;
  expect(tools).toHaveLength(1);
  const called = await api.call(tools[0]?.name ?? '', { uD800: half });
  expect([called.isError, called.structuredContent]).toEqual([undefined, { [half]: half }]);
  const uri = (template?.uriTemplate ?? '').replace('{uD800}', '%EF%BF%BD');
  await expect(api.handlers.readResource(uri)).rejects.toThrow('must be one of');
  expect(upstream.requests.map(({ target }) => target)).toEqual(['/%EF%BF%BD'.repeat(4)]);
});
