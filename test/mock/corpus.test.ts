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
import { corpusDocuments } from '../corpus/documents.ts';
import { argumentsFor } from './arguments.ts';

/** The YAML twins of JSON documents say the same. */
const documents = [
  { name: 'petstore.yaml', path: fileURLToPath(new URL('../../specs/petstore.yaml', import.meta.url)) },
  ...corpusDocuments().filter(({ name }) => !/\/yaml\/|^@okta.*yaml$|^rclone.*yaml$/.test(name)),
];

const overlapping = 'the branches of a oneOf take the same objects';

/** Operations whose answer cannot pass, or that cannot be asked, and why. */
const exceptions: Record<string, Record<string, string>> = {
  '@readme/oas-examples/3.0/json/circular-request-bodies.json': {
    'POST /direct': 'a node must have a parent, which must have a parent',
  },
  '@readme/oas-examples/3.0/json/discriminators.json': {
    'POST /potentially-undefined-formData': overlapping,
  },
  '@readme/oas-examples/3.0/json/schema-types.json': incompatible(),
  '@readme/oas-examples/3.1/json/schema-types.json': incompatible(),
  '@shopware/api-client/api-types/adminApiSchema.json': {
    'POST /_action/paypal/test-api-credentials': 'the meta of an error is a list and an object at once',
    ...ambiguous('number-range'),
    ...ambiguous('sales-channel'),
    ...ambiguous('tax-rule'),
  },
  '@shopware/api-client/api-types/storeApiSchema.6.6.10.json': {
    'POST /order': 'orders is a list and an object at once',
    'POST /dsr/interaction': overlapping,
    ...unreachable('POST'),
  },
  '@shopware/api-client/api-types/storeApiSchema.json': {
    'POST /dsr/interaction': overlapping,
    ...unreachable('GET', 'POST'),
  },
  '@readme/oas-examples/3.1/json/readme.json': {
    'GET /projects/me': 'null is the default of a string, nullable in a way that 3.1 does not know',
  },
};

function incompatible(): Record<string, string> {
  const reason = 'branches of an allOf exclude each other';
  return { 'PUT /anything/quirks/polymorphism': reason, 'PATCH /anything/quirks/polymorphism': reason };
}

function ambiguous(name: string): Record<string, string> {
  const operations = [
    // An empty list would do: the sampler does not think of it.
    `GET /${name}`,
    `GET /${name}/{id}`,
    `PATCH /${name}/{id}`,
    `POST /${name}`,
    `POST /aggregate/${name}`,
    `POST /search/${name}`,
  ];
  const reason = 'its type is a text as a resource and an object as an association';
  return Object.fromEntries(operations.map((label) => [label, reason]));
}

function unreachable(...methods: string[]): Record<string, string> {
  const reason = 'the pattern of its id has a quotation mark behind the end of the text';
  return Object.fromEntries(methods.map((method) => [`${method} /product/{productId}`, reason]));
}

let checkedSchemas = 0;
let operationCount = 0;

it.each(documents)(
  'answers $name so that its own schemas accept it',
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
    // Where there are thousands that are made alike, once each is enough.
    const isHuge = descriptor.operations.length > 1_000;
    for (const operation of descriptor.operations) {
      const label = `${operation.method} ${operation.path}`;
      operationCount++;
      const answers = await askBoth(descriptor, operation, respond, isHuge);
      const problems = answers.map((answer) =>
        typeof answer === 'string' ? answer : judge(loaded.document, operation, answer, ajv),
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

it('has asked every operation and checked most answers', () => {
  expect({ operationCount, checkedSchemas }).toEqual({ operationCount: 3886, checkedSchemas: 3896 });
});

/** Asks with all arguments, and with those only that are required; says why where no arguments are taken. */
async function askBoth(
  api: ApiDescriptor,
  operation: OperationDescriptor,
  respond: (request: MockRequest) => MockResponse,
  isOnceEnough: boolean,
): Promise<(MockResponse | string)[]> {
  const all = await ask(api, operation, respond, true);
  if (isOnceEnough && typeof all !== 'string') return [all];
  const required = await ask(api, operation, respond, false);
  return typeof all === 'string' ? [required] : typeof required === 'string' ? [all] : [all, required];
}

async function ask(
  api: ApiDescriptor,
  operation: OperationDescriptor,
  respond: (request: MockRequest) => MockResponse,
  optional: boolean,
): Promise<MockResponse | string> {
  let refusal = 'there are no arguments';
  for (const args of argumentsFor(operation, optional)) {
    try {
      const answer = respond(await requestFor(api, operation, args));
      if (!isRefusal(answer)) return answer;
      refusal = textOf(answer);
    } catch (error) {
      refusal = String(error);
    }
  }
  return refusal;
}

async function requestFor(
  api: ApiDescriptor,
  operation: OperationDescriptor,
  args: JsonObject,
): Promise<MockRequest> {
  const authorization = { headers: [], query: [], cookies: [], schemes: [], provided: {}, secrets: [] };
  const options = { baseUrl: 'http://mock.example' };
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

function isRefusal(answer: MockResponse): boolean {
  return answer.status >= 400 && textOf(answer).includes('"The request has ');
}

function textOf({ body }: MockResponse): string {
  return body?.toString() ?? '';
}

/** What is wrong with an answer; what is not JSON has no schema to break. */
function judge(
  document: JsonObject,
  { method, path }: OperationDescriptor,
  answer: MockResponse,
  ajv: Ajv2020,
): string | undefined {
  const { status } = answer;
  const body = textOf(answer);
  const mediaType = answer.headers['Content-Type'];
  const responses = walk(document, ['paths', path, method.toLowerCase(), 'responses']);
  const declared = [String(status), `${String(status)[0]}XX`, 'default'].find((key) =>
    Object.hasOwn(responses?.node ?? {}, key),
  );
  if (isRefusal(answer) || (declared === undefined && status !== 200 && status !== 404))
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

const types = new Set(['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']);

/** The document as validators read it: no `nullable` and no types of other languages left, and writeOnly properties not required. */
function asResponse(node: JsonObject): JsonObject {
  const copy = Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !(key === 'nullable' && typeof value === 'boolean'))
      .filter(([key, value]) => !(key === 'type' && typeof value === 'string' && !types.has(value)))
      // PHP writes an empty map as a list.
      .filter(([key, value]) => !(key === 'properties' && Array.isArray(value)))
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
