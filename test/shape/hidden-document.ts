/** Returns a value with characters that URLs, forms and JSON each encode differently. */
function canary(name: string): string {
  return `c4nary-${name}+/&="\\ x`;
}

export const literal = canary('literal');
export const environment = { HIDDEN_VALUE: canary('variable') };
export const claims = { tenant_id: canary('claim') };
export const all = [literal, environment.HIDDEN_VALUE, claims.tenant_id];

const text = { type: 'string' };
const responses = { '200': { description: 'Done', content: { 'application/json': { schema: {} } } } };
const fields = { type: 'object', properties: { note: text, key: text, owner: { type: 'object' } } };
const content = { 'application/json': { schema: fields } };
const form = { 'application/x-www-form-urlencoded': { schema: fields } };
/** A parameter that takes none of the values. */
const narrow = { name: 'kind', in: 'query', schema: { type: 'string', enum: ['small', 'large'] } };

/** The values, each in another part of the request. */
export const document = {
  openapi: '3.1.0',
  info: { title: 'Hidden', version: '1' },
  servers: [{ url: 'http://127.0.0.1:1' }],
  paths: {
    '/{tenant}/keys': {
      get: {
        operationId: 'keys',
        parameters: [
          { name: 'tenant', in: 'path', required: true, schema: text },
          { name: 'note', in: 'query', schema: text },
          { name: 'key', in: 'query', schema: text },
          { name: 'X-Key', in: 'header', schema: text },
          { name: 'session', in: 'cookie', schema: text },
        ],
        responses,
      },
    },
    '/json': { post: { operationId: 'send', requestBody: { content }, responses } },
    '/form': { post: { operationId: 'sendForm', requestBody: { content: form }, responses } },
    '/strict': { get: { operationId: 'strict', parameters: [narrow], responses } },
    '/warned': { get: { operationId: 'warned', parameters: [narrow], responses } },
  },
};
const inBody = `
    arguments:
      body.key: { value: '\${HIDDEN_VALUE}' }
      body.owner: { value: { name: '${literal}', ids: ['${literal}'] } }`;
export const config = `
operations:
  keys:
    arguments:
      tenant: { claim: tenant_id }
      key: { value: '${literal}' }
      X-Key: { value: '\${HIDDEN_VALUE}' }
      session: { value: '\${HIDDEN_VALUE}' }
  send:
    flattenBody: true${inBody}
  sendForm:${inBody}
  strict: { arguments: { kind: { value: '${literal}' } } }
  warned: { validateArguments: warn, arguments: { kind: { value: '\${HIDDEN_VALUE}' } } }
`;
