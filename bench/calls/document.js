// The document of the API of upstream.js.
export function documentOf(upstream) {
  const schema = {
    type: 'object',
    properties: {
      id: { type: 'integer' },
      name: { type: 'string' },
      species: { type: 'string', enum: ['cat', 'dog'] },
      tags: { type: 'array', items: { type: 'string' } },
      price: { type: 'integer' },
    },
    required: ['id', 'name'],
  };
  const petId = { name: 'petId', in: 'path', required: true, schema: { type: 'integer' } };
  const ok = { description: 'A pet', content: { 'application/json': { schema } } };
  return {
    openapi: '3.1.0',
    info: { title: 'Calls', version: '1.0.0' },
    servers: [{ url: upstream }],
    paths: {
      '/pets/{petId}': { get: { operationId: 'getPet', parameters: [petId], responses: { 200: ok } } },
    },
  };
}
