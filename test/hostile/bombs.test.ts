import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createHandlers, describeApi, loadDocument } from '../../src/index.ts';
import { readToolArguments } from '../../src/cli/tool-arguments.ts';
import { isOpenApiMcpError } from '../../src/errors.ts';
import { openApi, textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { startUpstream } from '../support/upstream.ts';
import { schemaDocument } from '../support/describe.ts';
import { billionLaughs, fan, getA, head, jsonHead, nested, refTo } from './bomb.ts';
import type { CallResult } from '../../src/runtime/protocol.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-bombs-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The time limit in milliseconds, generous for a busy machine: unbounded work never ends. */
const longest = 6_000;

/** The outcome of a document, with its time and memory. */
interface Outcome {
  milliseconds: number;
  error?: string;
  tools: number;
  size: number;
  findings: string[];
}

async function outcomeOf(source: string | object): Promise<Outcome> {
  const started = performance.now();
  try {
    let given: string | object = source;
    if (typeof source === 'string') {
      given = join(folder, 'bomb.yaml');
      writeFileSync(given, source);
    }
    const { descriptor, findings } = describeApi(await loadDocument(given));
    const handlers = createHandlers(descriptor);
    const size = JSON.stringify(handlers.listTools()).length;
    await handlers.close();
    return {
      milliseconds: performance.now() - started,
      tools: descriptor.operations.length,
      size,
      findings: findings.map(
        ({ kind, pointer, message }) => `${kind} ${pointer.slice(0, 80)} ${message.slice(0, 200)}`,
      ),
    };
  } catch (error) {
    if (!isOpenApiMcpError(error)) throw error;
    return {
      milliseconds: performance.now() - started,
      error: `${error.code} ${error.message.replaceAll(folder, '')}`.slice(0, 300),
      tools: 0,
      size: 0,
      findings: [],
    };
  }
}

function cyclic(): object {
  const document = schemaDocument({ type: 'object' });
  document['x-self'] = document;
  return document;
}

describe('a document that is refused', () => {
  it.each<[title: string, source: () => string | object, error: string]>([
    ['a billion laughs', billionLaughs, 'NOT_OPENAPI /bomb.yaml expands to more than 4000000 values.'],
    [
      'YAML within YAML, 100,000 levels',
      () => `${head}x-bomb: ${nested(100_000, '[', ']')}\n${getA}`,
      'SYNTAX_INVALID /bomb.yaml is not valid YAML: line 3, column 108: nesting exceeded maxDepth (100).',
    ],
    ['an object that contains itself', cyclic, 'NOT_OPENAPI The document is cyclic: it contains itself.'],
    [
      'nothing but open brackets',
      () => '['.repeat(100_000),
      'SYNTAX_INVALID /bomb.yaml is not valid JSON: line 1, column 100001:',
    ],
    [
      'nothing but open braces',
      () => '{"a":'.repeat(100_000),
      'SYNTAX_INVALID /bomb.yaml is not valid JSON: line 1, column 500001:',
    ],
    [
      'nothing but dashes',
      () => '- '.repeat(100_000),
      'SYNTAX_INVALID /bomb.yaml is not valid YAML: line 1,',
    ],
    [
      'an alias that is its own anchor',
      () => `${head}x-bomb: &a [*a]\n${getA}`,
      'NOT_OPENAPI /bomb.yaml is cyclic: it contains itself.',
    ],
    [
      'NUL characters',
      () => '\0'.repeat(100_000),
      'SYNTAX_INVALID /bomb.yaml is not valid YAML: line 1, column 1:',
    ],
  ])('%s', async (_, source, error) => {
    const outcome = await outcomeOf(source());
    expect(outcome.error).toContain(error);
    expect(outcome.milliseconds).toBeLessThan(longest);
  });
});

describe('a document that is served', () => {
  it.each<[title: string, source: () => string | object]>([
    ['references that fan out, by properties', () => schemaDocument(refTo('L0'), fan('properties', 10))],
    ['references that fan out, by allOf', () => schemaDocument(refTo('L0'), fan('allOf', 10))],
    ['references that fan out, by oneOf', () => schemaDocument(refTo('L0'), fan('oneOf', 10))],
    ['references that fan out, by anyOf', () => schemaDocument(refTo('L0'), fan('anyOf', 10))],
    ['a tower of allOf', () => schemaDocument(refTo('L0'), fan('allOf', 1, 2_000))],
    ['a chain of references', () => schemaDocument(refTo('L0'), {
      ...Object.fromEntries(Array.from({ length: 5_000 }, (_, level) => [`L${level}`, refTo(`L${level + 1}`)])),
      L5000: { type: 'string' },
    })],
    ['a cycle of references', () => schemaDocument(refTo('A'), { A: refTo('B'), B: refTo('A') })],
    ['schemas that all refer to all', () => {
      const names = Array.from({ length: 60 }, (_, index) => `S${index}`);
      const properties = Object.fromEntries(names.map((name) => [name, refTo(name)]));
      return schemaDocument(refTo('S0'), Object.fromEntries(names.map((name) => [name, { type: 'object', properties }])));
    }],
    ['an enum of 100,000', () => schemaDocument({ enum: Array.from({ length: 100_000 }, (_, index) => `v${index}`) })],
    ['20,000 properties', () => schemaDocument({
      type: 'object',
      properties: Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`p${index}`, {}])),
    })],
    ['an example of a million', () => schemaDocument({ example: Array.from({ length: 1_000_000 }, () => 1) })],
    ['10,000 branches', () => schemaDocument({
      oneOf: Array.from({ length: 10_000 }, (_, index) => ({ type: 'object', required: [`p${index}`] })),
    })],
    ['a name of a million characters', () => ({
      openapi: '3.1.0',
      info: { title: 'x'.repeat(1_000_000), version: '1'.repeat(1_000_000) },
      paths: {
        '/a': { get: { operationId: 'x'.repeat(1_000_000), summary: 'x'.repeat(1_000_000), responses: {},
          parameters: [{ name: 'q-'.repeat(500_000), in: 'query', schema: { type: 'string' } }] } },
      },
    })],
    ['a path of 300,000 characters', () => ({
      openapi: '3.1.0',
      info: { title: 'A', version: '1' },
      paths: { [`/${'{a}/'.repeat(75_000)}`]: { get: { responses: {} } } },
    })],
    ['a path of 300,000 braces', () => ({
      openapi: '3.1.0',
      info: { title: 'A', version: '1' },
      paths: { [`/${'{'.repeat(300_000)}`]: { get: { responses: {} } } },
    })],
    ['a server of a million characters', () => ({
      ...schemaDocument({}),
      servers: [{ url: `https://${'a.'.repeat(250_000)}test/${'{v}'.repeat(160_000)}` }],
    })],
    ['10,000 parameters', () => ({
      openapi: '3.1.0',
      info: { title: 'A', version: '1' },
      paths: { '/a': { get: { responses: {},
        parameters: Array.from({ length: 10_000 }, (_, index) => ({ name: `p-${index}[]`, in: 'query', schema: { type: 'string' } })) } } },
    })],
    ['a text of a million brackets', () => schemaDocument({ description: '[('.repeat(500_000), pattern: '('.repeat(100_000) })],
    ['20,000 operations', () => ({
      openapi: '3.1.0',
      info: { title: 'A', version: '1' },
      paths: Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`/${index}`, { get: {} }])),
    })],
    ['JSON within JSON, 100,000 levels', () => `{${jsonHead},"x-bomb":${nested(100_000, '[', ']')},"paths":{"/a":{"get":{}}}}`],
    ['schemas within schemas, 400 levels', () => {
      let schema: JsonObject = { type: 'string' };
      for (let level = 0; level < 200; level++) schema = { type: 'object', properties: { a: schema } };
      return schemaDocument(schema);
    }],
    ['repeated keys', () => `{${jsonHead},"paths":{"/a":{"get":{}},"/a":{"get":{"operationId":"second"}}}}`],
  ])('%s', async (_, source) => {
    const outcome = await outcomeOf(source());
    expect(outcome.tools).toBeGreaterThan(0);
    expect(outcome.milliseconds).toBeLessThan(longest);
    // One list of tools must fit through a pipe.
    expect(outcome.size).toBeLessThan(4_000_000);
    expect(Math.max(0, ...outcome.findings.map((finding) => finding.length))).toBeLessThan(2_000);
  }); // prettier-ignore
});

describe('flags of a call whose schemas double at each level', () => {
  it.each(['properties', 'allOf', 'anyOf', 'oneOf'])('by %s, are read in time', async (keyword) => {
    const loaded = await loadDocument(schemaDocument(refTo('L0'), fan(keyword, 10)));
    const [operation] = describeApi(loaded, { profile: 'full' }).descriptor.operations;
    if (operation === undefined) throw new Error('there is no operation');
    const started = performance.now();
    expect(readToolArguments(['--body', '{"a":1}'], operation, {})).toEqual({ body: { a: 1 } });
    expect(() => readToolArguments(['--bodi', '{}'], operation, {})).toThrow('has no argument bodi');
    expect(performance.now() - started).toBeLessThan(longest);
  });
});

const polluters = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf'];

/** Returns a document that has a name wherever a name is possible. */
function documentNamed(name: string): string {
  const key = JSON.stringify(name);
  const schema = `{"type":"object","properties":{${key}:{"type":"object","properties":{"polluted":{}}}},"required":[${key}]}`;
  return `{${jsonHead},${key}:{"polluted":1},
    "servers":[{"url":"/{x}","variables":{${key}:{"default":"a"},"x":{"default":"","polluted":1}}}],
    "tags":[{"name":${key}}],
    "paths":{${JSON.stringify(`/${name}/{${name}}`)}:{"post":{"operationId":${key},"tags":[${key}],
      "parameters":[{"name":${key},"in":"path","required":true,"schema":{"type":"string"}},
        {"name":${key},"in":"query","schema":{"type":"string"}},
        {"name":${key},"in":"header","schema":{"type":"string"}},
        {"name":${key},"in":"cookie","schema":{"type":"string"}}],
      "requestBody":{"content":{"application/json":{"schema":${schema}}}},
      "responses":{"200":{"description":"Done","headers":{${key}:{}},"content":{"application/json":{"schema":${schema}}}}},
      "security":[{${key}:[]}]}}},
    "components":{"schemas":{${key}:${schema}},"securitySchemes":{${key}:{"type":"apiKey","in":"header","name":"X-Key"}}}}`;
}

/** The properties that every object has after a write to a prototype. */
function pollution(): unknown[] {
  const plain: Record<string, unknown> = {};
  return [
    plain['polluted'],
    Object.keys(Object.prototype),
    Object.keys(Object),
    Object.keys(Function.prototype),
  ];
}

describe.each(polluters)('a document with the name %s everywhere', (name) => {
  it('writes to no prototype, nor do arguments and responses', async () => {
    const answer = `{"${name}":{"polluted":1},"a":[{"${name}":{"polluted":1}}]}`;
    await using upstream = await startUpstream({
      headers: { 'content-type': 'application/json' },
      body: answer,
    });
    const file = join(folder, 'names.json');
    writeFileSync(file, documentNamed(name));
    await using api = await openApi(file, {
      request: { baseUrl: upstream.url, credentials: { [name]: { value: 'k' } } },
    });
    const [operation] = api.descriptor.operations;
    const names = operation?.parameters.map(({ argument }) => [argument, 'value']) ?? [];
    const args = JSON.parse(
      `{${names.map(([argument]) => `"${argument}":"value"`).join(',')},"body":{"${name}":{"polluted":1}},"${name}":"value"}`,
    ) as JsonObject;
    const result = await api.call(operation?.name ?? '', args);
    expect(result.content.length).toBeGreaterThan(0);
    expect(pollution()).toEqual([undefined, [], [], []]);
  });
});

describe('an upstream that responds with', () => {
  it.each<[title: string, headers: Record<string, string | string[]>]>([
    ['a header of 10 kB', { 'x-a': 'a'.repeat(10_000) }],
    ['a header of 100 kB', { 'x-a': 'a'.repeat(100_000) }],
    [
      'ten thousand headers',
      Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`x-${index}`, '1'])),
    ],
    ['a thousand cookies', { 'set-cookie': Array.from({ length: 1_000 }, (_, index) => `c${index}=1`) }],
    ['a Link of many parts', { link: `<${'a'.repeat(4_000)}>; rel="${'next '.repeat(1_000)}"` }],
    ['a Link of only delimiters', { link: '<>;,"'.repeat(2_000) }],
    ['a Content-Type of only delimiters', { 'content-type': 'a/b;'.repeat(2_000) }],
    ['a Retry-After that never comes', { 'retry-after': '9'.repeat(1_000) }],
  ])('%s returns a result or an error', async (_, headers) => {
    await using upstream = await startUpstream({ headers, body: '{}' });
    await using api = await openApi(documentOf({}), { request: { baseUrl: upstream.url } });
    const started = performance.now();
    const result: CallResult = await api.call(tool, {});
    expect(textOf(result).length).toBeGreaterThan(0);
    expect(JSON.stringify(result).length).toBeLessThan(50_000);
    expect(performance.now() - started).toBeLessThan(longest);
  });
});

describe('arguments that', () => {
  it.each<[title: string, args: () => JsonObject]>([
    ['are nested 5,000 levels deep', () => ({ body: JSON.parse(nested(5_000, '[', ']')) as Json })],
    ['are nested deeper as text', () => ({ body: nested(50_000, '[', ']') })],
    ['are 300,000', () => ({ body: Array.from({ length: 300_000 }, () => 1) })],
    [
      'have 100,000 names',
      () => Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`a${index}`, 1])),
    ],
    ['are called by 100,000 characters', () => ({ ['a'.repeat(100_000)]: 1 })],
  ])('%s return a result', async (_, args) => {
    await using upstream = await startUpstream();
    const schema = { type: 'array' };
    await using api = await openApi(documentOf({ method: 'post', body: { schema } }), {
      request: { baseUrl: upstream.url },
    });
    const started = performance.now();
    const result = await api.call(tool, args());
    expect(textOf(result).length).toBeGreaterThan(0);
    expect(textOf(result).length).toBeLessThan(100_000);
    expect(performance.now() - started).toBeLessThan(longest);
  });
});
