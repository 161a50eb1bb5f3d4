import type { JsonObject } from '../../src/json/value.ts';

const done = {
  responses: { '200': { description: 'Done', content: { 'application/json': { schema: {} } } } },
};

/** Returns the document of a shop whose users log in by an operation. `other` is the server of one operation. */
export function sessionDocument(server: string, other = server): JsonObject {
  const text = { type: 'string' };
  const login = {
    properties: { username: text, password: text, provider: { enum: ['db', 'ldap'] } },
    type: 'object',
  };
  const form = { type: 'object', properties: { email: text, pass: text } };
  const who = [{ name: 'who', in: 'query', schema: text }];
  return {
    openapi: '3.1.0',
    info: { title: 'Shop', version: '1' },
    servers: [{ url: server }],
    paths: {
      '/login': {
        post: {
          operationId: 'postLogin',
          security: [],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Login' } } },
          },
          ...done,
        },
      },
      '/form': {
        post: {
          operationId: 'postForm',
          requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema: form } } },
          ...done,
        },
      },
      '/logout': { post: { operationId: 'logout', ...done } },
      '/csrf': { get: { operationId: 'getCsrf', ...done } },
      '/things': {
        get: {
          operationId: 'things',
          parameters: [{ name: 'lang', in: 'cookie', schema: text }],
          ...done,
        },
        post: { operationId: 'add', ...done },
      },
      '/slow': { get: { operationId: 'slow', ...done } },
      '/visit': {
        post: { operationId: 'visit', parameters: who, ...done },
        get: { operationId: 'see', parameters: who, ...done },
      },
      '/keyed': { get: { operationId: 'keyed', security: [{ key: [] }], ...done } },
      '/health': { get: { operationId: 'health', security: [], ...done } },
      '/elsewhere': { get: { operationId: 'elsewhere', servers: [{ url: other }], ...done } },
    },
    components: {
      schemas: { Login: login },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        key: { type: 'apiKey', in: 'header', name: 'X-Token' },
      },
    },
  };
}
