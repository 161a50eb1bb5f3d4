import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import type { ApiDescriptor, Json, JsonObject, OperationDescriptor } from '../../src/index.ts';
import { createResponder } from '../../src/mock/responder.ts';
import type { MockRequest, MockResponse } from '../../src/mock/mock-message.ts';
import { buildModel } from '../../src/model/build-model.ts';
import { resolveBaseUrl } from '../../src/runtime/request/base-url.ts';
import { buildRequest } from '../../src/runtime/request/build-request.ts';
import { isJsonObject } from '../../src/json/narrow.ts';
import { corpusDocuments } from '../corpus/documents.ts';
import { argumentsFor } from './arguments.ts';

/** The YAML files that repeat a JSON document are left out. */
const documents = [
  { name: 'petstore.yaml', path: fileURLToPath(new URL('../../specs/petstore.yaml', import.meta.url)) },
  ...corpusDocuments().filter(({ name }) => !/\/yaml\/|^@okta.*yaml$|^rclone.*yaml$/.test(name)),
];

const productOperations = [
  'GET /dsr/product/{productId}',
  'GET /dsr/quickview/{productId}/{cmsPageLayoutId}',
  'POST /dsr/appointment/presentation/{presentationCmsPageId}/slide/{sectionId}/products',
  'POST /product-listing/{categoryId}',
  'POST /product/{productId}/cross-selling',
  'POST /search',
  'POST /search-suggest',
];

const laterProductOperations = [
  'GET /product',
  'GET /product-listing/{categoryId}',
  'GET /product/{productId}/cross-selling',
  'GET /quote/{quoteId}/product-search',
  'GET /search',
  'GET /search-suggest',
  'POST /customer/wishlist',
  'POST /dsr/product-listing',
  'POST /product',
  'POST /quote/{quoteId}/product-search',
];

/** Operations without a valid response or without valid arguments, with the reason. */
const exceptions: Record<string, Record<string, string>> = {
  '@readme/oas-examples/3.0/json/circular-request-bodies.json': {
    'POST /direct': 'a node must have a parent, which must have a parent',
  },
  '@shopware/api-client/api-types/adminApiSchema.json': {
    'POST /_action/text-to-image/generate': 'its example is a data URL where its format is byte',
    'POST /_action/paypal/test-api-credentials': 'the meta of an error is an array and an object at once',
    ...ambiguous('number-range'),
    ...ambiguous('sales-channel'),
    ...ambiguous('tax-rule'),
  },
  '@shopware/api-client/api-types/storeApiSchema.6.6.10.json': {
    'POST /order': 'orders is an array and an object at once',
    ...unreachable('POST'),
    ...closed([
      ...productOperations,
      'POST /customer/wishlist',
      'POST /dsr/product-listing',
      'POST /product',
    ]),
  },
  '@shopware/api-client/api-types/storeApiSchema.json': {
    ...unreachable('GET', 'POST'),
    ...closed([...productOperations, ...laterProductOperations]),
  },
  '@readme/oas-examples/3.1/json/train-travel.json': {
    'POST /bookings': 'the trip_id of its example is no UUID',
  },
  '@readme/oas-examples/3.1/json/readme.json': {
    'GET /projects/me': 'null is the default of a string that is nullable by a keyword of 3.0',
  },
};

function closed(labels: string[]): Record<string, string> {
  const reason =
    'a price fits no schema, because a closed one forbids what its part requires: they are closed together';
  return Object.fromEntries(labels.map((label) => [label, reason]));
}

function ambiguous(name: string): Record<string, string> {
  const operations = [
    // An empty array would be valid, but the sampler does not try it.
    `GET /${name}`,
    `GET /${name}/{id}`,
    `PATCH /${name}/{id}`,
    `POST /${name}`,
    `POST /aggregate/${name}`,
    `POST /search/${name}`,
  ];
  const reason = 'its type is a string as a resource and an object as an association';
  return Object.fromEntries(operations.map((label) => [label, reason]));
}

function unreachable(...methods: string[]): Record<string, string> {
  const reason = 'the pattern of its id has a quotation mark after the end anchor';
  return Object.fromEntries(methods.map((method) => [`${method} /product/{productId}`, reason]));
}

let checkedSchemas = 0;
let operationCount = 0;

it.each(documents)(
  'responds to $name with bodies that its schemas accept',
  async ({ name, path }) => {
    const loaded = await loadDocument(path);
    const model = buildModel(loaded, () => undefined);
    if (model.operations.length === 0) return;
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
    const respond = await createResponder(model, 1);
    const failures: Record<string, string> = {};
    // A document with thousands of operations repeats few schemas: one request each is enough.
    const isHuge = descriptor.operations.length > 1_000;
    for (const operation of descriptor.operations) {
      const label = `${operation.method} ${operation.path}`;
      operationCount++;
      const responses = await requestTwice(descriptor, operation, respond, isHuge);
      const problems = responses.map((response) =>
        typeof response === 'string' ? response : findProblem(loaded.document, operation, response, ajv),
      );
      const problem = problems.find((found) => found !== undefined);
      if (problem !== undefined) failures[label] = problem;
    }
    const expected = exceptions[name] ?? {};
    const unexpected = Object.entries(failures).filter(([label]) => expected[label] === undefined);
    expect(Object.fromEntries(unexpected)).toEqual({});
    expect(Object.keys(failures).sort()).toEqual(Object.keys(expected).sort());
  },
  // The largest has 1,997 operations.
  180_000,
);

it('has called every operation and validated most responses', () => {
  expect({ operationCount, checkedSchemas }).toEqual({ operationCount: 3886, checkedSchemas: 3905 });
});

/** Calls an operation with all arguments and with required ones only. Returns the reason if the mock rejects both. */
async function requestTwice(
  api: ApiDescriptor,
  operation: OperationDescriptor,
  respond: (request: MockRequest) => MockResponse,
  isOnceEnough: boolean,
): Promise<(MockResponse | string)[]> {
  const all = await request(api, operation, respond, true);
  if (isOnceEnough && typeof all !== 'string') return [all];
  const required = await request(api, operation, respond, false);
  return typeof all === 'string' ? [required] : typeof required === 'string' ? [all] : [all, required];
}

async function request(
  api: ApiDescriptor,
  operation: OperationDescriptor,
  respond: (request: MockRequest) => MockResponse,
  optional: boolean,
): Promise<MockResponse | string> {
  let rejection = 'there are no arguments';
  for (const args of argumentsFor(api, operation, optional)) {
    try {
      const response = respond(await requestFor(api, operation, args));
      if (!isRejection(response)) return response;
      rejection = textOf(response);
    } catch (error) {
      rejection = String(error);
    }
  }
  return rejection;
}

async function requestFor(
  api: ApiDescriptor,
  operation: OperationDescriptor,
  args: JsonObject,
): Promise<MockRequest> {
  const authorization = { headers: [], query: [], cookies: [], schemes: [], provided: {}, secrets: [] };
  const options = { baseUrl: 'http://mock.example/' };
  const {
    method,
    target,
    headers,
    body = '',
  } = await buildRequest(resolveBaseUrl(api, operation, options), operation, args, authorization, options);
  return {
    method,
    target,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(body),
  };
}

function isRejection(response: MockResponse): boolean {
  return response.status >= 400 && textOf(response).includes('"The request has ');
}

function textOf({ body }: MockResponse): string {
  return body?.toString() ?? '';
}

/** Returns the error in a response, or `undefined` for a valid one. Only JSON is compared with its schema. */
function findProblem(
  document: JsonObject,
  { method, path }: OperationDescriptor,
  response: MockResponse,
  ajv: Ajv2020,
): string | undefined {
  const { status } = response;
  const body = textOf(response);
  const mediaType = response.headers['Content-Type'];
  const responses = walk(document, ['paths', path, method.toLowerCase(), 'responses']);
  const declared = [String(status), `${String(status)[0]}XX`, 'default'].find((key) =>
    Object.hasOwn(responses?.node ?? {}, key),
  );
  if (isRejection(response) || (declared === undefined && status !== 200 && status !== 404))
    return `${status} ${body}`;
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
  const validate = ajv.getSchema(`document.json#${schema.pointer}`);
  if (validate === undefined) return `no schema at ${schema.pointer}`;
  return validate(JSON.parse(body)) ? undefined : `${ajv.errorsText(validate.errors)}: ${body.slice(0, 200)}`;
}

/** Returns the node at a path of keys, and follows references on the way. */
function walk(document: JsonObject, keys: string[]): { node: JsonObject; pointer: string } | undefined {
  let current: { node: Json | undefined; pointer: string } = { node: document, pointer: '' };
  for (const key of keys) {
    const { node, pointer } = follow(document, current.node, current.pointer);
    const segment = encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
    current = { node: childOf(node, key), pointer: `${pointer}/${segment}` };
  }
  return isJsonObject(current.node) ? { node: current.node, pointer: current.pointer } : undefined;
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

const types = new Set(['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']);

/**
 * Returns the document as a validator of responses needs it: without `nullable` and unknown types, and with no
 * writeOnly property required.
 */
function asResponse(node: JsonObject): JsonObject {
  const copy = Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !(key === 'nullable' && typeof value === 'boolean'))
      .filter(([key, value]) => !(key === 'type' && typeof value === 'string' && !types.has(value)))
      // PHP serializes an empty map as an array.
      .filter(([key, value]) => !(key === 'properties' && Array.isArray(value)))
      .map(([key, value]): [string, Json] => [key, convert(value)]),
  );
  const properties = node['properties'];
  if (Array.isArray(node['required']) && isJsonObject(properties))
    copy['required'] = node['required'].filter(
      (name) => childOf(properties[String(name)], 'writeOnly') !== true,
    );
  return copy;
}

function convert(value: Json): Json {
  if (Array.isArray(value)) return value.map(convert);
  return isJsonObject(value) ? asResponse(value) : value;
}
