import { expect, it } from 'vitest';
import { loadDocument } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';

const collection = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
const postman = 'It looks like a Postman collection; export it as OpenAPI first.';

it.each<[title: string, document: JsonObject, hint: string]>([
  ['AsyncAPI', { asyncapi: '3.0.0', info: {} }, 'It looks like an AsyncAPI document.'],
  ['a Postman collection', { info: { _postman_id: '1', name: 'Pets' }, item: [] }, postman],
  ['a Postman collection by its schema', { info: { name: 'Pets', schema: collection }, item: [] }, postman],
  ['a Postman collection of its API', { collection: { info: { schema: collection }, item: [] } }, postman],
  [
    'an Insomnia export',
    { _type: 'export', __export_format: 4 },
    'It looks like an Insomnia export; export it as OpenAPI first.',
  ],
  [
    'a Smithy model',
    { smithy: '2.0', shapes: {} },
    'It looks like a Smithy model; convert it to OpenAPI first.',
  ],
  ['OpenRPC', { openrpc: '1.3.2', methods: [] }, 'It looks like an OpenRPC document.'],
  [
    'a JSON Schema',
    { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' },
    'It looks like a JSON Schema.',
  ],
  [
    'anything else',
    { info: { schema: 'x' }, collection: 1 },
    'Pass the OpenAPI document itself, not a page about it or a part of it.',
  ],
])('%s is refused with its name', async (_, document, hint) => {
  await expect(loadDocument(document)).rejects.toMatchObject({ code: 'NOT_OPENAPI', hint });
});
