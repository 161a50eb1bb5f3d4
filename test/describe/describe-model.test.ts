import { describe, expect, it } from 'vitest';
import { describeModel } from '../../src/describe/describe-model.ts';
import { describeDocument } from '../support/describe.ts';
import type { JsonObject } from '../../src/json/value.ts';

describe('annotations', () => {
  it.each<[method: string, readOnly: boolean, destructive: boolean, idempotent: boolean]>([
    ['get', true, false, true],
    ['head', true, false, true],
    ['options', true, false, true],
    ['trace', true, false, true],
    ['query', true, false, true],
    ['post', false, false, false],
    ['put', false, true, true],
    ['patch', false, true, false],
    ['delete', false, true, true],
    ['COPY', false, true, false],
  ])(
    'of %s: read-only %s, destructive %s, idempotent %s',
    (method, readOnlyHint, destructiveHint, idempotentHint) => {
      const item = method === 'COPY' ? { additionalOperations: { COPY: {} } } : { [method]: {} };
      expect(describeDocument({ paths: { '/a': item } }).operation.annotations).toEqual({
        readOnlyHint,
        destructiveHint,
        idempotentHint,
        openWorldHint: true,
      });
    },
  );
});

describe('the descriptor', () => {
  const document: JsonObject = {
    info: { title: 'GitHub', version: '3' },
    servers: [{ url: 'https://api.example' }],
    security: [{ key: [] }],
    paths: {
      '/a': {
        get: {
          operationId: 'a',
          summary: 'A',
          tags: ['x'],
          deprecated: true,
          servers: [{ url: '/v2' }],
          responses: {
            '200': { description: 'Done', content: { 'application/json': {}, 'text/csv': {} } },
            '404': {},
          },
        },
      },
      '/b': { post: { operationId: 'a b', security: [] } },
      '/c': { get: { operationId: 'a.b' } },
    },
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X' } } },
  };

  it('has the fields of the document', () => {
    const { descriptor } = describeDocument(document);
    expect(descriptor).toMatchObject({
      format: 1,
      name: 'github',
      scheme: 'github-api',
      title: 'GitHub',
      version: '3',
      servers: [{ url: 'https://api.example' }],
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X' } },
    });
    expect(descriptor.operations[0]).toMatchObject({
      name: 'a',
      title: 'A',
      method: 'GET',
      path: '/a',
      tags: ['x'],
      deprecated: true,
      servers: [{ url: '/v2' }],
      security: [{ key: [] }],
      parameters: [],
      responses: [{ status: '200', description: 'Done' }, { status: '404' }],
    });
    expect(descriptor.operations[1]?.security).toEqual([]);
    expect(descriptor.operations[1]).not.toHaveProperty('servers');
  });

  it('has the name of the options and a scheme made from it', () => {
    const { model } = describeDocument(document);
    expect(describeModel(model, { name: 'My Hub' }, () => undefined)).toMatchObject({
      name: 'my-hub',
      scheme: 'my-hub',
      title: 'GitHub',
    });
  });

  it('has the same names for a selection as for all operations', () => {
    const { model, descriptor } = describeDocument(document);
    const selected = describeModel(model, { operations: model.operations.slice(2) }, () => undefined);
    expect(selected.operations).toEqual(descriptor.operations.slice(2));
  });

  it('is plain JSON without undefined values', () => {
    const { descriptor } = describeDocument(document);
    expect(JSON.parse(JSON.stringify(descriptor))).toStrictEqual(descriptor);
  });
});
