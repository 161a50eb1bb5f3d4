import { expect, it } from 'vitest';
import { createServer, describeApi, loadDocument } from '../../src/index.ts';
import { documentOf, tool } from '../support/document.ts';

const document = documentOf({
  responses: {
    '200': { description: 'Done', content: { 'application/json': { schema: { type: 'object' } } } },
  },
});

it('createServer serves a document and its descriptor alike', async () => {
  const { descriptor } = describeApi(await loadDocument(document));
  await using ofDocument = await createServer(document);
  await using ofDescriptor = await createServer(JSON.parse(JSON.stringify(descriptor)));
  expect(ofDocument.descriptor).toEqual(descriptor);
  expect(ofDescriptor.findings).toEqual([]);
  expect(ofDescriptor.handlers.listTools()).toEqual(ofDocument.handlers.listTools());
});

it('createServer advertises strict output schemas with result.validateResponses', async () => {
  await using strict = await createServer(document, { result: { validateResponses: 'strict' } });
  await using tolerant = await createServer(document);
  expect(strict.handlers.outputSchema(tool)).toEqual({ type: 'object' });
  expect(tolerant.handlers.outputSchema(tool)).toHaveProperty('anyOf');
});
