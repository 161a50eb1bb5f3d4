const item = {
  type: 'object',
  properties: { id: { type: 'integer' }, email: { type: 'string' }, note: { type: 'string' } },
};
const responses = { '200': { description: 'Done', content: { 'application/json': { schema: item } } } };
const content = {
  'application/json': {
    schema: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' }, kind: { type: 'string' } },
    },
  },
};
const parameters = ['limit', 'size', 'order', 'tenant', 'owner', 'debug'].map((name) => ({
  name,
  in: 'query',
  schema: { type: 'string' },
}));
/** The document of an API that every key of `operations` can change. */
export const document = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: 'http://127.0.0.1:1' }],
  paths: {
    '/items': {
      get: { operationId: 'listItems', description: 'Lists items.', parameters, responses },
      post: { operationId: 'addItem', requestBody: { required: true, content }, responses },
      delete: { operationId: 'dropItems', responses },
    },
    '/reports': { get: { operationId: 'listReports', parameters, responses } },
  },
};

/** The keys of `operations`, all of them. */
export const operations = `operations:
  listItems:
    name: items
    title: The items
    description: { prepend: First., append: Last. }
    tags: [shaped]
    annotations: { readOnly: true, destructive: false, idempotent: true, openWorld: false }
    arguments:
      limit: { name: most, description: The most., default: '3' }
      size: { required: true, enum: ['1', '2'] }
      order: { hidden: true }
      tenant: { value: '\${CANARY_TENANT}' }
    result: { drop: [/note], mask: [/email], maxChars: 5000, headers: [X-Total] }
    timeout: 20000
    retries: 1
    rateLimit: 1000/h
    cache: 'off'
    validateArguments: warn
  addItem: { flattenBody: true, description: Adds one., confirm: true }
  dropItems: { hidden: true }
  listReports:
    scopes: [reports]
    arguments: { owner: { claim: owner } }
    result: { filter: 'email' }
`;
