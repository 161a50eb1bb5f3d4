import type { OperationSource, ParameterSource } from '../support/document.ts';
import type { JsonObject } from '../../src/json/value.ts';
import { integer, integers, integersByName, number, open, text, texts, type Row } from './rows.ts';

/** A call, and everything that it sends. */
export interface ArgumentsRow extends Row {
  operation: OperationSource;
  args: JsonObject;
  target: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A call that sends nothing, and whose error names the problem. */
export interface RefusedArgumentsRow extends Row {
  operation: OperationSource;
  args: JsonObject;
  names: string;
}

/** A required body without required properties that is left out of the call. */
export interface EmptyBodyRow {
  title: string;
  method?: string;
  mediaType: string;
  schema?: JsonObject;
  contentType: RegExp;
  bytes: RegExp;
}

const design = 'design: Arguments';
const id: ParameterSource = { name: 'id', in: 'path' };
const limit: ParameterSource = { name: 'limit', in: 'query', schema: integer };
const tags: ParameterSource = { name: 'tags', in: 'query', schema: texts };
const sort: ParameterSource = {
  name: 'sort',
  in: 'query',
  schema: { type: 'string', enum: ['asc', 'desc'] },
};
const pet = { type: 'object', properties: { name: text, age: integer }, required: ['name'] };

/** A schema without required properties. */
export const optionalPet = { type: 'object', properties: { name: text, age: integer } };

/** An integer or text, as Kubernetes declares it. */
const when = { type: 'string', format: 'date-time' };
// prettier-ignore
const event = { type: 'object', properties: { when, id: { type: 'string', format: 'uuid' }, from: { type: 'string', format: 'time', default: '08:00' } } };
const localTime = '2024-05-01 10:00:00';
const fits = "the document's own examples satisfy its formats";
const port = { type: 'string', format: 'int-or-string' };
const kubernetes = 'Kubernetes: IntOrString is sent as the type that is given';

/** Returns the body of an object with a port. */
function portBody(schema: JsonObject): OperationSource {
  return { method: 'post', body: { schema: { type: 'object', properties: { port: schema } } } };
}

const notation = 'design: patterns of other notations are understood, or reported and not checked';

/** Returns an operation with a body of this schema. */
function petBody(method: string, schema: JsonObject): OperationSource {
  return { method, body: { schema } };
}

/** Returns a query parameter of a pattern. */
function namePattern(pattern: string): OperationSource {
  return { parameters: [{ name: 'name', in: 'query', schema: { type: 'string', pattern } }] };
}

// prettier-ignore
export const argumentRows: ArgumentsRow[] = [
  { title: 'a pattern that no text matches', operation: { parameters: [{ name: 'id', in: 'query', schema: { type: 'string', pattern: '^[0-9a-f]{2}$"' } }] }, args: { id: 'ab' }, target: '/things?id=ab', source: 'ECMA-262 §22.2.2.4' },
  { title: 'a time without a zone, as the example of the parameter', operation: { parameters: [{ name: 'from', in: 'query', schema: { type: 'string', format: 'time' }, example: '08:00' }] }, args: { from: '09:30' }, target: '/things?from=09%3A30', source: fits },
  { title: 'a relative URI, as the example of the schema', operation: { parameters: [{ name: 'next', in: 'query', schema: { type: 'string', format: 'uri', example: '/a/b' } }] }, args: { next: 'c/d' }, target: '/things?next=c%2Fd', source: fits },
  { title: 'no UUID, as the example of the body', operation: { method: 'post', body: { schema: event, media: { example: { id: 'ev_1' } } } }, args: { body: { id: 'ev_2' } }, target: '/things', body: '{"id":"ev_2"}', source: fits },
  { title: 'no UUID, as an example in a list', operation: { method: 'post', body: { schema: { type: 'array', items: event }, media: { examples: { one: { value: [{ id: 'ev_1' }] } } } } }, args: { body: [{ id: 'ev_2' }] }, target: '/things', body: '[{"id":"ev_2"}]', source: fits },
  { title: 'a time without a zone, as the default of a property', operation: { method: 'post', body: { schema: event } }, args: { body: { from: '09:30' } }, target: '/things', body: '{"from":"09:30"}', source: fits },
  { title: 'a date-time without a zone in a query', operation: { parameters: [{ name: 'when', in: 'query', schema: when }] }, args: { when: localTime }, target: '/things?when=2024-05-01%2010%3A00%3A00', source: 'issue: accepted anyway' },
  { title: 'a date-time without a zone in a body', operation: { method: 'post', body: { schema: event } }, args: { body: { when: localTime } }, target: '/things', body: `{"when":"${localTime}"}`, source: 'issue: accepted anyway' },
  { title: 'an integer of int-or-string in a body', operation: portBody(port), args: { body: { port: 80 } }, target: '/things', body: '{"port":80}', source: kubernetes },
  { title: 'digits of int-or-string in a body', operation: portBody(port), args: { body: { port: '80' } }, target: '/things', body: '{"port":"80"}', source: kubernetes },
  { title: 'text of int-or-string in a body', operation: portBody(port), args: { body: { port: '25%' } }, target: '/things', body: '{"port":"25%"}', source: kubernetes },
  { title: 'int-or-string that is declared as an integer', operation: portBody({ type: 'integer', format: 'int-or-string' }), args: { body: { port: 'http' } }, target: '/things', body: '{"port":"http"}', source: kubernetes },
  { title: 'int-or-string without a type', operation: portBody({ format: 'int-or-string' }), args: { body: { port: '80' } }, target: '/things', body: '{"port":"80"}', source: kubernetes },
  { title: 'int-or-string of an extension', operation: portBody({ 'x-kubernetes-int-or-string': true }), args: { body: { port: 80 } }, target: '/things', body: '{"port":80}', source: kubernetes },
  { title: 'int-or-string of an extension with its types', operation: portBody({ 'x-kubernetes-int-or-string': true, anyOf: [integer, text], pattern: '^[a-z0-9]+$' }), args: { body: { port: '80' } }, target: '/things', body: '{"port":"80"}', source: kubernetes },
  { title: 'nullable int-or-string', operation: { ...portBody({ ...port, nullable: true }), openapi: '3.0.3' }, args: { body: { port: null } }, target: '/things', body: '{"port":null}', source: kubernetes },
  { title: 'nullable int-or-string that is an integer', operation: { ...portBody({ ...port, nullable: true }), openapi: '3.0.3' }, args: { body: { port: 1 } }, target: '/things', body: '{"port":1}', source: kubernetes },
  { title: 'int-or-string in a list', operation: portBody({ type: 'array', items: port }), args: { body: { port: [80, '80', 'http'] } }, target: '/things', body: '{"port":[80,"80","http"]}', source: kubernetes },
  { title: 'int-or-string in a path and a query', operation: { parameters: [{ name: 'id', in: 'path', schema: port }, { name: 'port', in: 'query', schema: port }] }, args: { id: 80, port: '25%' }, target: '/80?port=25%25', source: kubernetes },
  { title: 'int-or-string in a list of a query', operation: { parameters: [{ name: 'port', in: 'query', schema: { type: 'array', items: port } }] }, args: { port: [80, 'http'] }, target: '/things?port=80&port=http', source: kubernetes },
  { title: 'a text of a class of POSIX', operation: namePattern('^[[:alpha:]]+$'), args: { name: 'Zoë' }, target: '/things?name=Zo%C3%AB', source: notation },
  { title: 'a text of a pattern between delimiters', operation: namePattern('#^[a-z]+$#'), args: { name: 'rex' }, target: '/things?name=rex', source: notation },
  { title: 'a text of a pattern with a flag, which is not checked', operation: namePattern('/^[a-z]+$/i'), args: { name: 'REX' }, target: '/things?name=REX', source: notation },
  { title: 'a property whose name matches a pattern with a flag', operation: { method: 'post', body: { schema: { type: 'object', patternProperties: { '/^x-/i': text }, additionalProperties: false } } }, args: { body: { 'X-a': 'b' } }, target: '/things', body: '{"X-a":"b"}', source: notation },
  { title: 'path and query of one name', operation: { parameters: [id, { name: 'id', in: 'query' }] }, args: { id: 'a', query_id: 'b' }, target: '/a?id=b', source: design },
  { title: 'query before path in the document', operation: { parameters: [{ name: 'id', in: 'query' }, id] }, args: { id: 'a', query_id: 'b' }, target: '/a?id=b', source: design },
  {
    title: 'query and header of one name',
    operation: {
      parameters: [
        { name: 'id', in: 'header' },
        { name: 'id', in: 'query' },
      ],
    },
    args: { id: 'a', header_id: 'b' },
    target: '/things?id=a',
    headers: { id: 'b' },
    source: design,
  },
  { title: 'all four of one name', operation: { parameters: [{ name: 'id', in: 'cookie' }, { name: 'id', in: 'header' }, { name: 'id', in: 'query' }, id] }, args: { id: '1', query_id: '2', header_id: '3', cookie_id: '4' }, target: '/1?id=2', headers: { id: '3', cookie: 'id=4' }, source: design },
  { title: 'names that become alike', operation: { parameters: [id, { name: 'id[]', in: 'query', schema: texts }] }, args: { id: 'a', query_id: ['b'] }, target: '/a?id%5B%5D=b', source: design },
  { title: 'a query parameter called body beside a body', operation: { method: 'post', parameters: [{ name: 'body', in: 'query' }], body: {} }, args: { query_body: 'q', body: { a: 1 } }, target: '/things?body=q', body: '{"a":1}', source: design },
  { title: 'a path parameter called body beside a body', operation: { method: 'post', parameters: [{ name: 'body', in: 'path' }], body: {} }, args: { path_body: 'p', body: { a: 1 } }, target: '/p', body: '{"a":1}', source: design },
  { title: 'a body property called as a parameter', operation: { method: 'post', parameters: [id], body: { schema: open } }, args: { id: 'a', body: { id: 'b' } }, target: '/a', body: '{"id":"b"}', source: design },

  { title: 'numeric string for an integer', operation: { parameters: [limit] }, args: { limit: '10' }, target: '/things?limit=10', source: design },
  { title: 'numeric string for a negative number', operation: { parameters: [{ ...limit, schema: number }] }, args: { limit: '-1.5' }, target: '/things?limit=-1.5', source: design },
  { title: 'numeric string in another form', operation: { parameters: [{ ...limit, schema: number }] }, args: { limit: '15.0e-1' }, target: '/things?limit=1.5', source: design },
  { title: 'numeric string with an exponent for an integer', operation: { parameters: [limit] }, args: { limit: '1e3' }, target: '/things?limit=1000', source: design },
  { title: 'numeric string for a string stays', operation: { parameters: [{ name: 'zip', in: 'query' }] }, args: { zip: '01234' }, target: '/things?zip=01234', source: design },
  { title: 'JSON text for an array', operation: { parameters: [tags] }, args: { tags: '["a","b"]' }, target: '/things?tags=a&tags=b', source: design },
  { title: 'JSON text for an array of integers', operation: { parameters: [{ ...tags, schema: integers }] }, args: { tags: '[1, 2]' }, target: '/things?tags=1&tags=2', source: design },
  { title: 'JSON text for an object', operation: { parameters: [{ name: 'filter', in: 'query', style: 'deepObject', explode: true, schema: integersByName }] }, args: { filter: '{"a":1}' }, target: '/things?filter%5Ba%5D=1', source: design },
  { title: 'JSON text for a string stays', operation: { parameters: [{ name: 'q', in: 'query' }] }, args: { q: '["a"]' }, target: '/things?q=%5B%22a%22%5D', source: design },
  { title: 'JSON text where a string is as good stays', operation: { parameters: [{ name: 'q', in: 'query', schema: { anyOf: [text, texts] } }] }, args: { q: '["a"]' }, target: '/things?q=%5B%22a%22%5D', source: design },
  { title: 'null for an optional parameter is dropped', operation: { parameters: [limit, tags] }, args: { limit: null, tags: ['a'] }, target: '/things?tags=a', source: 'RFC 6570 §2.3' },

  { title: 'null for an optional property is dropped', operation: petBody('post', pet), args: { body: { name: 'Rex', age: null } }, target: '/things', body: '{"name":"Rex"}', source: design },
  { title: 'null for an optional property in a list is dropped', operation: petBody('post', { type: 'array', items: pet }), args: { body: [{ name: 'Rex', age: null }] }, target: '/things', body: '[{"name":"Rex"}]', source: design },
  { title: 'null for an optional property of a schema in allOf is dropped', operation: petBody('put', { allOf: [pet, { properties: { size: integer } }] }), args: { body: { name: 'Rex', age: null, size: null } }, target: '/things', body: '{"name":"Rex"}', source: design },
  { title: 'null for an optional property that may be null stays', operation: petBody('post', { properties: { age: { type: ['integer', 'null'] } } }), args: { body: { age: null } }, target: '/things', body: '{"age":null}', source: design },
  { title: 'null for a property that may be anything stays', operation: petBody('post', open), args: { body: { age: null } }, target: '/things', body: '{"age":null}', source: design },
  { title: 'properties of closed schemas in allOf', operation: petBody('post', { allOf: [{ ...pet, additionalProperties: false }, { type: 'object', properties: { size: integer }, required: ['size'], additionalProperties: false }] }), args: { body: { name: 'Rex', size: 1 } }, target: '/things', body: '{"name":"Rex","size":1}', source: 'design: closed schemas of allOf are closed together' },

  { title: 'parameters of the path item', operation: { sharedParameters: [id], parameters: [limit] }, args: { id: 'a', limit: 1 }, target: '/a?limit=1', source: 'OpenAPI 3.1.1 §4.8.9 parameters' },
  { title: 'the operation’s parameter replaces the path item’s', operation: { sharedParameters: [{ ...tags, explode: true }], parameters: [{ ...tags, explode: false }] }, args: { tags: ['a', 'b'] }, target: '/things?tags=a,b', source: 'OpenAPI 3.1.1 §4.8.10 parameters' },
  { title: 'one name in two locations is not replaced', operation: { sharedParameters: [id], parameters: [{ name: 'id', in: 'query' }] }, args: { id: 'a', query_id: 'b' }, target: '/a?id=b', source: 'OpenAPI 3.1.1 §4.8.12 (unique by name and location)' },
  {
    title: 'header parameters called Accept, Content-Type and Authorization are ignored',
    operation: {
      parameters: [
        { name: 'Accept', in: 'header', required: true },
        { name: 'content-type', in: 'header', required: true },
        { name: 'Authorization', in: 'header', required: true },
      ],
    },
    args: {},
    target: '/things',
    source: 'OpenAPI 3.1.1 §4.8.12.2 name',
  },
];

// prettier-ignore
export const emptyBodyRows: EmptyBodyRow[] = [
  { title: 'JSON', mediaType: 'application/json', contentType: /^application\/json$/, bytes: /^\{\}$/ },
  { title: 'vendor JSON of a PATCH', method: 'patch', mediaType: 'application/merge-patch+json', contentType: /^application\/merge-patch\+json$/, bytes: /^\{\}$/ },
  { title: 'a form', mediaType: 'application/x-www-form-urlencoded', contentType: /^application\/x-www-form-urlencoded$/, bytes: /^$/ },
  { title: 'multipart', mediaType: 'multipart/form-data', contentType: /^multipart\/form-data; boundary=\S+$/, bytes: /^--openapi-mcp-[0-9a-f]{32}--\r\n$/ },
  { title: 'properties of a reference', mediaType: 'application/json', schema: { $ref: '#/components/schemas/Pet' }, contentType: /^application\/json$/, bytes: /^\{\}$/ },
  { title: 'properties of several schemas', mediaType: 'application/json', schema: { allOf: [optionalPet, { properties: { b: text } }] }, contentType: /^application\/json$/, bytes: /^\{\}$/ },
];

// prettier-ignore
export const refusedArgumentRows: RefusedArgumentsRow[] = [
  { title: 'no UUID where no example says so', operation: { method: 'post', body: { schema: event } }, args: { body: { id: 'ev_1' } }, names: 'body.id: must be a uuid', source: fits },
  { title: 'a date as date-time', operation: { method: 'post', body: { schema: event } }, args: { body: { when: '2024-05-01' } }, names: 'body.when: must be a date-time', source: 'RFC 3339 §5.6' },
  { title: 'a fraction as int-or-string', operation: portBody(port), args: { body: { port: 1.5 } }, names: 'body.port', source: kubernetes },
  { title: 'an object as int-or-string', operation: portBody(port), args: { body: { port: {} } }, names: 'body.port', source: kubernetes },
  { title: 'unknown argument', operation: { parameters: [limit] }, args: { limt: 1 }, names: 'limt', source: design },
  { title: 'argument of an operation without any', operation: {}, args: { limit: 1 }, names: 'limit', source: design },
  { title: 'body for an operation without one', operation: { method: 'post' }, args: { body: {} }, names: 'body', source: design },
  { title: 'not of the enum', operation: { parameters: [sort] }, args: { sort: 'up' }, names: 'sort', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'missing required query parameter', operation: { parameters: [{ ...limit, required: true }] }, args: {}, names: 'limit', source: 'OpenAPI 3.1.1 §4.8.12.2 required' },
  { title: 'missing required header', operation: { parameters: [{ name: 'X-Key', in: 'header', required: true }] }, args: {}, names: 'X-Key', source: 'OpenAPI 3.1.1 §4.8.12.2 required' },
  { title: 'missing required cookie', operation: { parameters: [{ name: 'key', in: 'cookie', required: true }] }, args: {}, names: 'key', source: 'OpenAPI 3.1.1 §4.8.12.2 required' },
  { title: 'missing required body', operation: { method: 'post', body: { required: true, schema: open } }, args: {}, names: 'body', source: 'OpenAPI 3.1.1 §4.8.13 required' },
  { title: 'missing required body that no one property could be of', operation: { method: 'post', body: { required: true, schema: texts } }, args: {}, names: 'body: is required (array)', source: 'OpenAPI 3.1.1 §4.8.13 required' },
  { title: 'missing required body of which a property is required', operation: { method: 'post', body: { required: true, schema: pet } }, args: {}, names: 'body: is required', source: 'OpenAPI 3.1.1 §4.8.13 required' },
  { title: 'missing required body that inherits what is required', operation: { method: 'post', body: { required: true, schema: { allOf: [optionalPet, { required: ['age'] }] } } }, args: {}, names: 'body: is required', source: 'OpenAPI 3.1.1 §4.8.13 required' },
  { title: 'missing required body that may not be empty', operation: { method: 'post', body: { required: true, schema: { ...optionalPet, minProperties: 1 } } }, args: {}, names: 'body: is required', source: 'OpenAPI 3.1.1 §4.8.13 required' },
  { title: 'missing required body that may be one of two', operation: { method: 'post', body: { required: true, schema: { oneOf: [optionalPet, texts] } } }, args: {}, names: 'body: is required', source: design },
  { title: 'missing required body that may be null', operation: { method: 'post', body: { required: true, schema: { ...optionalPet, type: ['object', 'null'] } } }, args: {}, names: 'body: is required', source: design },
  { title: 'a missing required body of a PUT, which would replace everything by an empty object', operation: { method: 'put', body: { required: true, schema: optionalPet } }, args: {}, names: 'body: is required', source: 'RFC 9110 §9.3.4' },
  { title: 'null for a required body', operation: { method: 'post', body: { required: true, schema: optionalPet } }, args: { body: null }, names: 'body: must be object, got null', source: 'OpenAPI 3.1.1 §4.8.13 required' },
  { title: 'body property at the top level of a body that may be empty', operation: { method: 'post', body: { required: true, schema: optionalPet } }, args: { name: 'Rex' }, names: 'body.name', source: design },
  { title: 'missing required property of the body', operation: { method: 'post', body: { schema: pet } }, args: { body: { age: 1 } }, names: 'name', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'wrong type in the body', operation: { method: 'post', body: { schema: pet } }, args: { body: { name: 'Rex', age: 'old' } }, names: 'age', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'body property at the top level', operation: { method: 'post', body: { schema: pet } }, args: { name: 'Rex' }, names: 'body.name', source: design },
  { title: 'word for an integer', operation: { parameters: [limit] }, args: { limit: 'ten' }, names: 'limit', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'fraction for an integer', operation: { parameters: [limit] }, args: { limit: 1.5 }, names: 'limit', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'digits that a number would lose', operation: { parameters: [{ ...limit, schema: number }] }, args: { limit: '0.1234567890123456789' }, names: 'limit: must be number, got "0.1234567890123456789"', source: 'design: none that could change the meaning of a lawful value' },
  { title: 'a number beyond all numbers', operation: { parameters: [{ ...limit, schema: number }] }, args: { limit: '1e400' }, names: 'limit: must be number', source: design },
  { title: 'empty string for an integer', operation: { parameters: [limit] }, args: { limit: '' }, names: 'limit', source: design },
  { title: 'number for a string', operation: { parameters: [sort] }, args: { sort: 1 }, names: 'sort', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'over the maximum', operation: { parameters: [{ ...limit, schema: { type: 'integer', maximum: 100 } }] }, args: { limit: 101 }, names: 'limit', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'against the pattern', operation: { parameters: [{ ...id, schema: { type: 'string', pattern: '^[a-z]+$' } }] }, args: { id: 'A1' }, names: 'id', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'against a pattern between delimiters', operation: namePattern('#^[a-z]+$#'), args: { name: 'REX' }, names: 'name', source: notation },
  { title: 'against a class of POSIX', operation: namePattern('^[[:alpha:]]+$'), args: { name: '1' }, names: 'name', source: notation },
  { title: 'null for a property that allOf requires', operation: petBody('post', { allOf: [{ properties: { age: integer } }, { required: ['age'] }] }), args: { body: { age: null } }, names: 'body.age: must be integer, got null', source: design },
  { title: 'null for a property of a patch, which may be meant to clear it', operation: petBody('patch', pet), args: { body: { name: 'Rex', age: null } }, names: 'body.age: must be integer, got null', source: 'RFC 7396 §2' },
  { title: 'wrong item in an array', operation: { parameters: [{ ...tags, schema: integers }] }, args: { tags: [1, 'x'] }, names: 'tags', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'null for a required parameter', operation: { parameters: [{ ...limit, required: true }] }, args: { limit: null }, names: 'limit', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'broken JSON text for an array', operation: { parameters: [tags] }, args: { tags: '["a"' }, names: 'tags', source: design },
  { title: 'JSON text of another type', operation: { parameters: [tags] }, args: { tags: '{"a":1}' }, names: 'tags', source: design },
  { title: 'the true name of a renamed argument', operation: { parameters: [{ name: 'ids[]', in: 'query', schema: texts }] }, args: { 'ids[]': ['a'] }, names: 'ids', source: design },
  { title: 'an argument for a header that cannot be', operation: { parameters: [{ name: 'X Color', in: 'header' }] }, args: { X_Color: 'a' }, names: 'X_Color', source: 'RFC 9110 §5.1' },
  { title: 'an argument for an ignored Authorization parameter', operation: { parameters: [{ name: 'Authorization', in: 'header' }] }, args: { Authorization: 'Bearer x' }, names: 'Authorization', source: 'OpenAPI 3.1.1 §4.8.12.2 name' },
];
