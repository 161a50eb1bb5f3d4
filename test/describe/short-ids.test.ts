import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { withShortIds } from '../../src/describe/short-ids.ts';
import { textOf } from '../support/call.ts';
import { serveDocument } from '../support/serve-document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { JsonObject } from '../../src/json/value.ts';

/** Returns the short id of an operation, given as `METHOD path id`. */
function shorten(text: string): string | undefined {
  const [method = '', path = '', id = ''] = text.split(' ');
  return withShortIds([{ method, path, id }])[0]?.id;
}

describe('the short id of an operation', () => {
  it.each<[operation: string, id: string]>([
    ['POST /flow_runs/filter read_flow_runs_flow_runs_filter_post', 'read_flow_runs'],
    ['GET /flow_runs/{id} read_flow_run_flow_runs__id__get', 'read_flow_run'],
    [
      'GET /api/v2/tenants/{tenant}/databases list_databases_api_v2_tenants__tenant__databases_get',
      'list_databases',
    ],
    ['GET /metadata/{path} metadata_metadata__path__get', 'metadata'],
    ['GET / root__get', 'root'],
    ['PUT /a-b/{c.d} updateAB_a_b__c_d__put', 'updateAB'],
    // The id has nothing of its own.
    ['GET /flow_runs/{id} flow_runs__id__get', 'flow_runs__id__get'],
    ['GET /users list_users', 'list_users'],
    ['GET /users users_get', 'users_get'],
    ['GET /api/users list_users_get', 'list_users_get'],
    ['POST /users list_users_users_get', 'list_users_users_get'],
  ])('%s', (operation, id) => {
    expect(shorten(operation)).toBe(id);
  });

  it('is left out where it is not unique, or is a name of the document', () => {
    const operations = [
      { method: 'GET', path: '/a', id: 'read_a_get' },
      { method: 'GET', path: '/b', id: 'read_b_get' },
      { method: 'GET', path: '/c', id: 'list_c_get' },
      { method: 'GET', path: '/d', id: 'list' },
      { method: 'GET', path: '/e', id: 'count_e_get' },
      { method: 'GET', path: '/f', id: 'show_f_get', exposure: { name: 'chosen' } },
    ];
    expect(withShortIds(operations).map(({ id }) => id)).toEqual([
      'read_a_get',
      'read_b_get',
      'list_c_get',
      'list',
      'count',
      'show_f_get',
    ]);
  });
});

const document: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Flows', version: '1' },
  paths: {
    '/flow_runs/filter': {
      post: {
        operationId: 'read_flow_runs_flow_runs_filter_post',
        responses: { '200': { description: 'd' } },
      },
    },
    [`/${'long/'.repeat(10)}`]: {
      get: {
        operationId: `read_all_${'long_'.repeat(10)}_get`,
        responses: { '200': { description: 'd' } },
      },
    },
  },
};

describe('tools with short names', () => {
  it('are on request only, with their names in the document as aliases', async () => {
    const loaded = await loadDocument(document);
    const [first, second] = describeApi(loaded, { names: 'short' }).descriptor.operations;
    expect([first?.name, first?.aliases]).toEqual([
      'read_flow_runs',
      ['read_flow_runs_flow_runs_filter_post'],
    ]);
    expect(second?.name).toBe('read_all');
    const usual = describeApi(loaded).descriptor.operations;
    expect(usual.map(({ name, aliases }) => [name, aliases])).toEqual([
      ['read_flow_runs_flow_runs_filter_post', undefined],
      [`read_all_${'long_'.repeat(10)}_get`, undefined],
    ]);
    expect(second?.aliases).toEqual([usual[1]?.name]);
  });

  it.each(['read_flow_runs', 'read_flow_runs_flow_runs_filter_post'])('are called as %s', async (name) => {
    await using upstream = await startUpstream();
    await using server = await serveDocument(document, {
      names: 'short',
      request: { baseUrl: upstream.url },
    });
    expect(textOf(await server.handlers.callTool(name, {}))).toBe('{"ok":true}');
    expect(upstream.requests.map(({ target }) => target)).toEqual(['/flow_runs/filter']);
  });
});
