import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { serveDescriptor } from '../support/serve-document.ts';
import { startUpstream } from '../support/upstream.ts';
import { titled } from './rows.ts';
import type { DescribeOptions, OperationShaping } from '../../src/index.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { OperationSource } from '../support/document.ts';

interface ShapingRow {
  title: string;
  operation: OperationSource;
  shaping: OperationShaping;
  describing?: DescribeOptions;
  args: JsonObject;
  /** Request line and body, or the text of the refusal. */
  sent?: string;
  refused?: string;
}

const pet: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'tenant'],
  properties: {
    name: { type: 'string' },
    tenant: { type: 'string' },
    status: { type: 'string', enum: ['new', 'sold'] },
    owner: { type: 'object', properties: { first_name: { type: 'string' }, city: { type: 'string' } } },
  },
};
const create: OperationSource = {
  method: 'post',
  path: '/pets/{petId}',
  parameters: [
    { name: 'petId', in: 'path', schema: { type: 'integer' } },
    { name: 'limit', in: 'query', schema: { type: 'integer' } },
  ],
  body: { required: true, schema: { $ref: '#/components/schemas/Pet' } },
  schemas: { Pet: pet },
};
const list: OperationSource = {
  path: '/pets',
  parameters: [
    { name: 'limit', in: 'query', schema: { type: 'integer' } },
    {
      name: 'filter',
      in: 'query',
      style: 'deepObject',
      explode: true,
      schema: { type: 'object', properties: { status: { type: 'string' }, tenant: { type: 'string' } } },
    },
  ],
};

/** Properties that no client is shown by their own names. */
const named: OperationSource = {
  path: '/pets',
  method: 'post',
  body: {
    required: true,
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        _type: { type: 'string' },
        $filter: { type: 'object', properties: { _of: { type: 'string' }, $ref: { type: 'string' } } },
      },
    },
  },
};

const rows: ShapingRow[] = [
  {
    title: 'renames a parameter',
    operation: list,
    shaping: { arguments: { limit: { name: 'pageSize' } } },
    args: { pageSize: 5 },
    sent: 'GET /pets?limit=5',
  },
  {
    title: 'refuses the name that a parameter had',
    operation: list,
    shaping: { arguments: { limit: { name: 'pageSize' } } },
    args: { limit: 5 },
    refused: 'limit',
  },
  {
    title: 'sends a default',
    operation: list,
    shaping: { arguments: { limit: { default: 20 } } },
    args: {},
    sent: 'GET /pets?limit=20',
  },
  {
    title: 'prefers a given value to a default',
    operation: list,
    shaping: { arguments: { limit: { default: 20 } } },
    args: { limit: 3 },
    sent: 'GET /pets?limit=3',
  },
  {
    title: 'coerces a given value to the type of the document',
    operation: list,
    shaping: { arguments: { limit: { name: 'size' } } },
    args: { size: '7' },
    sent: 'GET /pets?limit=7',
  },
  {
    title: 'requires an argument',
    operation: list,
    shaping: { arguments: { limit: { required: true } } },
    args: {},
    refused: 'limit',
  },
  {
    title: 'restricts the values of an argument',
    operation: list,
    shaping: { arguments: { limit: { enum: [10, 20] } } },
    args: { limit: 30 },
    refused: 'limit',
  },
  {
    title: 'sends a fixed value',
    operation: list,
    shaping: { arguments: { limit: { value: 50 } } },
    args: {},
    sent: 'GET /pets?limit=50',
  },
  {
    title: 'lets no caller set a fixed value',
    operation: list,
    shaping: { arguments: { limit: { value: 50 } } },
    args: { limit: 1 },
    refused: 'limit',
  },
  {
    title: 'lets no caller set a fixed value even if nothing is validated',
    operation: list,
    shaping: { validateArguments: 'off', arguments: { limit: { value: 50 } } },
    args: { limit: 1 },
    sent: 'GET /pets?limit=50',
  },
  {
    title: 'sends nothing for a hidden argument even if nothing is validated',
    operation: list,
    shaping: { validateArguments: 'off', arguments: { limit: { hidden: true } } },
    args: { limit: 1 },
    sent: 'GET /pets',
  },
  {
    title: 'reads a fixed value from a variable',
    operation: list,
    shaping: { arguments: { limit: { value: '${PAGE_SIZE}' } } },
    args: {},
    sent: 'GET /pets?limit=25',
  },
  {
    title: 'uses the default of a variable that is not set',
    operation: list,
    shaping: { arguments: { limit: { value: '${NOT_SET:-9}' } } },
    args: {},
    sent: 'GET /pets?limit=9',
  },
  {
    title: 'fixes a property of an object in the query',
    operation: list,
    shaping: { arguments: { 'filter.tenant': { value: 't1' }, 'filter.status': { name: 'state' } } },
    args: { filter: { state: 'new' } },
    sent: 'GET /pets?filter%5Bstatus%5D=new&filter%5Btenant%5D=t1',
  },
  {
    title: 'fixes a path parameter',
    operation: create,
    shaping: { arguments: { petId: { value: 7 } } },
    args: { body: { name: 'Rex', tenant: 'x' } },
    sent: 'POST /pets/7 {"name":"Rex","tenant":"x"}',
  },
  {
    title: 'fixes and renames properties of the body',
    operation: create,
    shaping: {
      arguments: {
        'body.tenant': { value: 't1' },
        'body.owner.first_name': { name: 'firstName' },
        'body.owner': { name: 'keeper' },
      },
    },
    args: { petId: 1, body: { name: 'Rex', keeper: { firstName: 'Ann', city: 'Bonn' } } },
    sent: 'POST /pets/1 {"name":"Rex","owner":{"city":"Bonn","first_name":"Ann"},"tenant":"t1"}',
  },
  {
    title: 'refuses a fixed property of the body',
    operation: create,
    shaping: { arguments: { 'body.tenant': { value: 't1' } } },
    args: { petId: 1, body: { name: 'Rex', tenant: 'mine' } },
    refused: 'tenant',
  },
  {
    title: 'flattens the body',
    operation: create,
    shaping: {
      flattenBody: true,
      arguments: { 'body.tenant': { value: 't1' }, 'body.status': { default: 'new' } },
    },
    args: { petId: 1, name: 'Rex', owner: { city: 'Bonn' } },
    sent: 'POST /pets/1 {"name":"Rex","owner":{"city":"Bonn"},"tenant":"t1","status":"new"}',
  },
  {
    title: 'flattens properties that are listed with other names',
    operation: named,
    shaping: { flattenBody: true, arguments: { 'body.$filter.$ref': { value: 'r1' } } },
    args: { type: 'a', filter: { underscore_of: 'b' } },
    sent: 'POST /pets {"_type":"a","$filter":{"_of":"b","$ref":"r1"}}',
  },
  {
    title: 'hides and renames properties that are listed with other names',
    operation: named,
    shaping: { arguments: { 'body._type': { name: 'kind' }, 'body.$filter.$ref': { hidden: true } } },
    args: { body: { kind: 'a', dollar_filter: { underscore_of: 'b' } } },
    sent: 'POST /pets {"$filter":{"_of":"b"},"_type":"a"}',
  },
  {
    title: 'refuses a missing property of a flat body',
    operation: create,
    shaping: { flattenBody: true, arguments: { 'body.tenant': { value: 't1' } } },
    args: { petId: 1 },
    refused: 'name',
  },
  {
    title: 'renames a property and flattens the body',
    operation: create,
    shaping: { flattenBody: true, arguments: { 'body.tenant': { name: 'company' } } },
    args: { petId: 1, name: 'Rex', company: 'c' },
    sent: 'POST /pets/1 {"name":"Rex","tenant":"c"}',
  },
  {
    title: 'checks a fixed value against the document',
    operation: create,
    shaping: { arguments: { 'body.status': { value: 'lost' } } },
    args: { petId: 1, body: { name: 'Rex', tenant: 'x' } },
    refused: 'status',
  },
  {
    title: 'refuses a body of text that a value must be added to',
    operation: create,
    shaping: { validateArguments: 'off', arguments: { 'body.tenant': { value: 't1' } } },
    args: { petId: 1, body: 'text' },
    refused: 'body must be an object',
  },
];

/** An API in which the members of an object are parameters of their own, beside others. */
const open: OperationSource = {
  path: '/pets',
  parameters: [
    { name: 'tenant', in: 'query' },
    { name: 'page[size]', in: 'query' },
    {
      name: 'filter',
      in: 'query',
      style: 'deepObject',
      explode: true,
      schema: { type: 'object', properties: { owner: { type: 'string' } } },
    },
    { name: 'more', in: 'query', schema: { type: 'object', additionalProperties: { type: 'string' } } },
    { name: 'crumbs', in: 'cookie', schema: { type: 'object', additionalProperties: { type: 'string' } } },
  ],
};
const tenant = { tenant: { value: 't1' } };
const owner = { 'filter.owner': { value: 'o1' } };
const extra = { allowExtraQuery: true };
const second: [name: string, args: JsonObject, shaping: OperationShaping, describing?: DescribeOptions][] = [
  ['tenant', { more: { tenant: 'mine' } }, { arguments: tenant }],
  ['tenant in a list', { more: { 'tenant[]': 'mine' } }, { arguments: tenant }],
  ['page[size]', { more: { 'page[size]': '9' } }, { arguments: { page_size: { hidden: true } } }],
  ['filter[owner]', { more: { 'filter[owner]': 'mine' } }, { arguments: owner }],
  [
    'tenant in a renamed object',
    { rest: { tenant: 'mine' } },
    { arguments: { ...tenant, more: { name: 'rest' } } },
  ],
  [
    'tenant by extraQuery',
    { extraQuery: { tenant: 'mine' } },
    { validateArguments: 'off', arguments: tenant },
    extra,
  ],
  ['filter[owner] by extraQuery', { extraQuery: { 'filter[owner]': 'mine' } }, { arguments: owner }, extra],
];
const taken = second.map(([name, args, shaping, describing = {}]): ShapingRow => ({
  title: `refuses a second ${name}`,
  operation: open,
  args,
  shaping,
  describing,
  refused: 'this server alone sends',
}));
const free: ShapingRow[] = [
  {
    title: 'sends other members of an object that has no name of what is hidden',
    operation: open,
    shaping: { arguments: tenant },
    args: { more: { tenants: 'all', 'x[tenant]': 'y' } },
    sent: 'GET /pets?tenant=t1&tenants=all&x%5Btenant%5D=y',
  },
  {
    title: 'sends a cookie with the name of what is hidden in the query',
    operation: open,
    shaping: { arguments: tenant },
    args: { crumbs: { tenant: 'mine' } },
    sent: 'GET /pets?tenant=t1',
  },
];

describe('shaped arguments', () => {
  it.each(titled([...rows, ...taken, ...free]))(
    '%s',
    async (_, { operation, shaping, describing, args, sent, refused }) => {
      await using upstream = await startUpstream();
      const { descriptor } = describeApi(await loadDocument(documentOf(operation)), {
        shaping: { [tool]: shaping },
        ...describing,
      });
      const server = await serveDescriptor(JSON.parse(JSON.stringify(descriptor)), {
        request: { baseUrl: upstream.url, environment: { PAGE_SIZE: '25' } },
      });
      const result = await server.handlers.callTool(tool, args);
      await server.close();
      const lines = upstream.requests.map(({ method, target, body }) =>
        [method, target, body.toString()].filter((part) => part !== '').join(' '),
      );
      if (sent !== undefined)
        expect([...lines, ...(result.isError === true ? [textOf(result)] : [])]).toEqual([sent]);
      else {
        expect(lines).toEqual([]);
        expect(textOf(result)).toContain(refused);
      }
    },
  );
});
