import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { runIn } from '../support/terminal.ts';
import type { JsonObject } from '../../src/index.ts';
import type { Upstream } from '../support/upstream.ts';

let upstream: Upstream;
let document: JsonObject = {};
/** The paths that the API has. */
let present: string[] = [];

beforeAll(async () => {
  upstream = await startUpstream(({ target }) => {
    if (target.endsWith('/openapi.json')) return jsonAnswer(document);
    if (target === '/secured/things') return { status: 401 };
    return present.includes(target) ? jsonAnswer([]) : { status: 404 };
  });
});
beforeEach(() => upstream.requests.splice(0));
afterAll(() => upstream.close());

const get = { responses: {} };
const required = {
  ...get,
  parameters: [{ name: 'q', in: 'query', required: true, schema: { type: 'string' } }],
};

function documentOf(servers: JsonObject[] | undefined, paths: JsonObject): JsonObject {
  const info = { title: 'Things', version: '1' };
  return { openapi: '3.1.0', info, ...(servers === undefined ? {} : { servers }), paths };
}

// prettier-ignore
it.each<[title: string, path: string, servers: JsonObject[] | undefined, paths: JsonObject, present: string[], requests: string[], text: string]>([
  ['a base URL that answers', '/openapi.json', undefined, { '/things': { get } }, ['/things'], ['/things'], 'GET BASE/things: 200 in N ms'],
  ['by an operation without required parameters', '/openapi.json', undefined, { '/things': { post: get }, '/things/{id}': { get }, '/search': { get: required }, '/all': { get } }, ['/all'], ['/all'], 'GET BASE/all: 200 in N ms'],
  ['by the base itself', '/openapi.json', [{ url: '/v1' }], { '/things/{id}': { get } }, ['/v1'], ['/v1'], 'GET BASE/v1: 200 in N ms'],
  ['a base URL below the path of the document', '/api/openapi.json', undefined, { '/things': { get } }, ['/api/things'], ['/things', '/api/things'], 'GET BASE/things: 404 in N ms. BASE/api answers that request: pass --base-url BASE/api'],
  ['a base URL that requires a login', '/secured/openapi.json', undefined, { '/things': { get } }, [], ['/things', '/secured/things'], 'GET BASE/things: 404 in N ms. BASE/secured answers that request: pass --base-url BASE/secured'],
  ['a base URL at the root', '/openapi.json', [{ url: '/v9' }], { '/things': { get } }, ['/things'], ['/v9/things', '/things'], 'GET BASE/v9/things: 404 in N ms. BASE/ answers that request: pass --base-url BASE/'],
  ['another server that does not respond', '/openapi.json', [{ url: 'http://127.0.0.1:1/v1' }], { '/things': { get } }, ['/v1/things'], ['/v1/things'], 'GET http://127.0.0.1:1/v1/things: http://127.0.0.1:1: connection refused. BASE/v1 answers that request: pass --base-url BASE/v1'],
  ['no more than four guesses', '/a/b/c/d/e/openapi.json', undefined, { '/things': { get } }, [], ['/things', '/a/b/c/d/e/things', '/a/b/c/d/things', '/a/b/c/things', '/a/b/things'], 'GET BASE/things: 404 in N ms'],
])('inspect --check tries %s', async (_, path, servers, paths, existing, requests, text) => {
  document = documentOf(servers, paths);
  present = existing;
  const { out, code } = await runIn(['inspect', upstream.url + path, '--check', '--json']);
  expect(code).toBe(0);
  const targets = upstream.requests.map(({ target }) => target).filter((target) => target !== path);
  expect(targets).toEqual(requests);
  expect(upstream.requests.every(({ method }) => method === 'GET')).toBe(true);
  const { out: shown } = await runIn(['inspect', upstream.url + path, '--check']);
  const line = shown.replaceAll(/\s+/g, ' ').replaceAll(upstream.url, 'BASE').replaceAll(/\d+ ms/g, 'N ms');
  expect(line).toContain(text);
  expect(out).toContain('"requested"');
});
