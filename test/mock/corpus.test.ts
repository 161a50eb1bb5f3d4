import { readdirSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, it } from 'vitest';
import { createHandlers, createMock, describeApi, loadDocument } from '../../src/index.ts';
import type { Json, JsonObject, MockServer, OperationDescriptor } from '../../src/index.ts';
import { argumentsFor } from './arguments.ts';

const require = createRequire(import.meta.url);
const readme = dirname(require.resolve('@readme/oas-examples/package.json'));
const documents = [
  ['petstore.yaml', fileURLToPath(new URL('../../specs/petstore.yaml', import.meta.url))],
  ['figma', join(dirname(require.resolve('@figma/rest-api-spec/package.json')), 'openapi/openapi.yaml')],
  ...['2.0', '3.0', '3.1'].flatMap((version) =>
    readdirSync(join(readme, version, 'json'))
      .filter((name) => name.endsWith('.json') && name !== 'webhooks.json')
      .map((name) => [`${version}/${name}`, join(readme, version, 'json', name)] as const),
  ),
] as const;

/** Operations whose answer cannot pass, or that cannot be asked, and why. */
const exceptions: Record<string, Record<string, string>> = {
  '3.0/circular-request-bodies.json': {
    'POST /direct': 'a node must have a parent, which must have a parent',
  },
  '3.0/discriminators.json': {
    'POST /potentially-undefined-formData': 'the branches of a oneOf take the same objects',
  },
  '3.0/schema-types.json': incompatible(),
  '3.1/schema-types.json': incompatible(),
  '3.1/readme.json': {
    'GET /projects/me': 'null is the default of a string, nullable in a way that 3.1 does not know',
  },
};

function incompatible(): Record<string, string> {
  const reason = 'branches of an allOf exclude each other';
  return { 'PUT /anything/quirks/polymorphism': reason, 'PATCH /anything/quirks/polymorphism': reason };
}

/** A response with what it was asked with. */
interface Exchange {
  status: number;
  mediaType: string | undefined;
  body: string;
}

let checkedSchemas = 0;
let operationCount = 0;

it.each(documents)(
  'answers %s so that its own schemas accept it',
  async (name, path) => {
    const loaded = await loadDocument(path);
    const { descriptor } = describeApi(loaded);
    const ajv = new Ajv2020({
      strict: false,
      logger: false,
      validateSchema: false,
      inlineRefs: false,
      code: { optimize: false },
    });
    addFormats.default(ajv);
    ajv.addSchema(asResponse(loaded.document), 'document.json');
    const mock = await createMock(loaded, { seed: 1 });
    const relay = await startRelay(mock);
    const handlers = createHandlers(descriptor, { baseUrl: relay.url, validateResponses: 'off' });
    const failures: Record<string, string> = {};
    for (const operation of descriptor.operations) {
      const label = `${operation.method} ${operation.path}`;
      operationCount++;
      try {
        const { args, also } = argumentsFor(operation);
        for (const given of [args, also]) {
          if (given === undefined) continue;
          const result = await handlers.callTool(operation.name, given);
          const answer = relay.last(JSON.stringify(result.content));
          const problem = judge(loaded.document, operation, answer, ajv);
          if (problem !== undefined) failures[label] ??= problem;
        }
      } catch (error) {
        failures[label] ??= String(error);
      }
    }
    await handlers.close();
    relay.close();
    await mock.close();
    const expected = exceptions[name] ?? {};
    const unexpected = Object.entries(failures).filter(([label]) => expected[label] === undefined);
    expect(Object.fromEntries(unexpected)).toEqual({});
    expect(Object.keys(failures).sort()).toEqual(Object.keys(expected).sort());
  },
  60_000,
);

it('has asked every operation and checked most answers', () => {
  expect({ operationCount, checkedSchemas }).toEqual({ operationCount: 739, checkedSchemas: 667 });
});

/** What is wrong with an answer; what is not JSON has no schema to break. */
function judge(
  document: JsonObject,
  { method, path }: OperationDescriptor,
  { status, mediaType, body }: Exchange,
  ajv: Ajv2020,
): string | undefined {
  const responses = walk(document, ['paths', path, method.toLowerCase(), 'responses']);
  const declared = [String(status), `${String(status)[0]}XX`, 'default'].find((key) =>
    Object.hasOwn(responses?.node ?? {}, key),
  );
  const isRefused = status === 400 && body.includes('"The request has ');
  if (isRefused || (declared === undefined && status !== 200 && status !== 404)) return `${status} ${body}`;
  if (declared === undefined || mediaType === undefined || !mediaType.includes('json')) return undefined;
  const schema = walk(document, [
    'paths',
    path,
    method.toLowerCase(),
    'responses',
    declared,
    'content',
    mediaType,
    'schema',
  ]);
  if (schema === undefined) return undefined;
  checkedSchemas++;
  const validate = ajv.compile({ $ref: `document.json#${schema.pointer}` });
  return validate(JSON.parse(body)) ? undefined : `${ajv.errorsText(validate.errors)}: ${body.slice(0, 200)}`;
}

/** Stands between a client and the mock and keeps the last answer. */
async function startRelay(
  mock: MockServer,
): Promise<{ url: string; last(otherwise: string): Exchange; close(): void }> {
  let last: Exchange | undefined;
  const relay = createServer((incoming, outgoing) => {
    const forwarded = request(mock.origin, {
      method: incoming.method,
      path: incoming.url,
      headers: incoming.rawHeaders,
    });
    forwarded.on('response', (answer) => {
      const { statusCode: status = 0, headers } = answer;
      void text(answer).then((body) => {
        last = { status, mediaType: headers['content-type'], body };
        outgoing.writeHead(status, headers).end(body);
      });
    });
    incoming.pipe(forwarded);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  return {
    url: mock.url.replace(`:${mock.port}`, `:${(relay.address() as AddressInfo).port}`),
    last(otherwise) {
      if (last === undefined) throw new Error(`nothing was answered: ${otherwise}`);
      const answer = last;
      last = undefined;
      return answer;
    },
    close() {
      relay.close();
      relay.closeAllConnections();
    },
  };
}

/** Where a path of keys leads, references followed on the way. */
function walk(document: JsonObject, keys: string[]): { node: JsonObject; pointer: string } | undefined {
  let place: { node: Json | undefined; pointer: string } = { node: document, pointer: '' };
  for (const key of keys) {
    const { node, pointer } = follow(document, place.node, place.pointer);
    const segment = encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
    place = { node: childOf(node, key), pointer: `${pointer}/${segment}` };
  }
  return isObject(place.node) ? { node: place.node, pointer: place.pointer } : undefined;
}

function follow(
  document: JsonObject,
  node: Json | undefined,
  pointer: string,
): { node: Json | undefined; pointer: string } {
  const reference = childOf(node, '$ref');
  if (typeof reference !== 'string') return { node, pointer };
  const target = reference
    .split('/')
    .slice(1)
    .map((segment) => decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json | undefined>(childOf, document);
  return follow(document, target, reference.slice(1));
}

function childOf(node: Json | undefined, key: string): Json | undefined {
  return typeof node === 'object' && node !== null ? (node as JsonObject)[key] : undefined;
}

function isObject(node: Json | undefined): node is JsonObject {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

/** The document as validators read it: no `nullable` left, and writeOnly properties not required. */
function asResponse(node: JsonObject): JsonObject {
  const copy = Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !(key === 'nullable' && typeof value === 'boolean'))
      .map(([key, value]): [string, Json] => [key, convert(value)]),
  );
  const properties = node['properties'];
  if (Array.isArray(node['required']) && isObject(properties))
    copy['required'] = node['required'].filter(
      (name) => childOf(properties[String(name)], 'writeOnly') !== true,
    );
  return copy;
}

function convert(value: Json): Json {
  if (Array.isArray(value)) return value.map(convert);
  return isObject(value) ? asResponse(value) : value;
}
