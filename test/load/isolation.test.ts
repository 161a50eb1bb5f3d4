import { describe, expect, it } from 'vitest';
import { createToolChecker } from '../../bench/check-tools.js';
import { describeApi, loadDocument } from '../../src/index.ts';

const checkTools = createToolChecker();
const ok = { responses: { 200: { description: 'd' } } };

/** Returns a document with a valid operation, and the given one beside it. */
function beside(operation: unknown, path = '/broken/{id}', rest: object = {}) {
  return {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/healthy': { get: { operationId: 'healthy', ...ok } }, [path]: { post: operation } },
    ...rest,
  };
}

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

function withSchema(schema: unknown) {
  return { ...ok, parameters: [id, { name: 'p', in: 'query', schema }] };
}

const at = '/paths/~1broken~1{id}';
const schemaAt = `${at}/post/parameters/1/schema`;

describe('an invalid object affects nothing else', () => {
  it.each<[string, unknown, string | undefined]>([
    ['missing responses', { parameters: [id] }, undefined],
    ['responses that are a list', { parameters: [id], responses: [] }, `${at}/post/responses`],
    ['a numeric status, as YAML reads it', { parameters: [id], responses: { 200: null } }, undefined],
    ['a parameter without a schema', { ...ok, parameters: [id, { name: 'p', in: 'query' }] }, undefined],
    ['a parameter without a name', { ...ok, parameters: [id, { in: 'query' }] }, `${at}/post/parameters/1`],
    ['a parameter that is null', { ...ok, parameters: [id, null] }, `${at}/post/parameters/1`],
    ['parameters that are not a list', { ...ok, parameters: { id } }, `${at}/post/parameters`],
    ['a path parameter that is not declared', ok, `${at}/parameters`],
    ['a missing operationId', { ...ok, parameters: [id], operationId: undefined }, undefined],
    ['the operationId of another', { ...ok, parameters: [id], operationId: 'healthy' }, undefined],
    [
      'an operationId of 200 characters',
      { ...ok, parameters: [id], operationId: 'x'.repeat(200) },
      undefined,
    ],
    ['an operationId that is not ASCII', { ...ok, parameters: [id], operationId: 'näher 取得' }, undefined],
    ['an operationId without a letter', { ...ok, parameters: [id], operationId: '取得' }, undefined],
    ['an invalid pattern', withSchema({ type: 'string', pattern: '(?i)^[a' }), `${schemaAt}/pattern`],
    [
      'a pattern of another flavour',
      withSchema({ type: 'string', pattern: '\\A\\p{Foo}\\z' }),
      `${schemaAt}/pattern`,
    ],
    ['a pattern with needless escapes', withSchema({ type: 'string', pattern: '^[\\w\\-\\_]+$' }), undefined],
    ['an unknown format', withSchema({ type: 'string', format: 'pet-name' }), `${schemaAt}/format`],
    ['a format that is not text', withSchema({ type: 'string', format: 3 }), `${schemaAt}/format`],
    ['$id in an example', withSchema({ type: 'string', examples: [{ $id: 'urn:x' }] }), undefined],
    ['$id in a schema', withSchema({ type: 'string', $id: 'urn:x' }), undefined],
    ['required that is true', withSchema({ type: 'object', required: true }), `${schemaAt}/required`],
    ['type: any', withSchema({ type: 'any' }), `${schemaAt}/type`],
    ['an array without items', withSchema({ type: 'array' }), undefined],
    ['a schema that is text', withSchema('string'), schemaAt],
    ['a dangling reference', withSchema({ $ref: '#/components/schemas/None' }), schemaAt],
    ['properties that are a list', withSchema({ properties: [] }), `${schemaAt}/properties`],
    ['allOf that is empty', withSchema({ allOf: [] }), `${schemaAt}/allOf`],
    ['an enum that is empty', withSchema({ enum: [] }), `${schemaAt}/enum`],
    ['an exclusiveMinimum of 3.0', withSchema({ minimum: 1, exclusiveMinimum: true }), undefined],
    ['a body that is text', { ...ok, parameters: [id], requestBody: 'none' }, `${at}/post/requestBody`],
    ['a body without content', { ...ok, parameters: [id], requestBody: {} }, `${at}/post/requestBody`],
    ['a dangling parameter', { ...ok, parameters: [id, { $ref: '#/x' }] }, `${at}/post/parameters/1`],
    ['tags that are text', { ...ok, parameters: [id], tags: 'a' }, undefined],
    ['security that is text', { ...ok, parameters: [id], security: 'a' }, undefined],
    ['servers that are text', { ...ok, parameters: [id], servers: 'a' }, undefined],
  ])('%s', async (_, operation, pointer) => {
    const { descriptor, findings } = describeApi(await loadDocument(beside(operation)));
    expect(descriptor.operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /healthy',
      'POST /broken/{id}',
    ]);
    expect(descriptor.operations[0]?.name).toBe('healthy');
    expect(checkTools(descriptor)).toEqual([]);
    if (pointer !== undefined) expect(findings.map((finding) => finding.pointer)).toContain(pointer);
  });
});

describe('an operation that cannot be a tool is skipped with a finding', () => {
  it.each([
    ['an operation that is null', null, '/broken/{id}', '/paths/~1broken~1{id}/post'],
    ['an operation that is a list', [], '/broken/{id}', '/paths/~1broken~1{id}/post'],
  ])('%s', async (_, operation, path, pointer) => {
    const { descriptor, findings } = describeApi(await loadDocument(beside(operation, path)));
    expect(descriptor.operations.map(({ name }) => name)).toEqual(['healthy']);
    expect(findings).toMatchObject([{ kind: 'skipped', pointer, message: expect.stringContaining(path) }]);
  });

  it('is refused under --strict with all findings', async () => {
    const schema = { type: 'thing', enum: [], pattern: '(' };
    const loaded = await loadDocument(beside(withSchema(schema)));
    expect(() => describeApi(loaded, { strict: true })).toThrow(
      expect.objectContaining({
        code: 'DOCUMENT_FLAWED',
        message: expect.stringMatching(/schema\/type.*\n.*schema\/enum.*\n.*schema\/pattern/),
      }),
    );
  });
});

it('reads an unquoted status of YAML', async () => {
  const { mkdtemp, rm, writeFile } = await import('node:fs/promises');
  const folder = await mkdtemp('isolation-');
  const text = [
    'openapi: 3.0.3',
    'info: {title: T, version: 1}',
    'paths:',
    '  /a:',
    '    get:',
    '      responses:',
    '        200: {description: d, content: {application/json: {schema: {type: string}}}}',
  ];
  await writeFile(`${folder}/a.yaml`, text.join('\n'));
  const { descriptor } = describeApi(await loadDocument(`${folder}/a.yaml`));
  await rm(folder, { recursive: true });
  expect(descriptor.operations[0]?.responses).toMatchObject([{ status: '200' }]);
  expect(descriptor.version).toBe('1');
});
