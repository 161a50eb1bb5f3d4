import { describe, expect, it } from 'vitest';
import { modelOf } from '../support/describe.ts';
import type { JsonObject } from '../../src/json/value.ts';

const at = '/paths/~1things/post';
const text = { type: 'string' };
const components: JsonObject = {
  responses: { Gone: { description: 'Gone', content: { 'application/json': { schema: text } } } },
};

function read(operation: JsonObject): ReturnType<typeof modelOf> {
  return modelOf(operation, { method: 'post', components });
}

describe('the responses of an operation', () => {
  const done = { description: 'Done' };
  it.each<[title: string, responses: JsonObject, result: unknown[], found?: string[]]>([
    [
      'responses without content',
      { '404': done, default: done },
      [
        { status: '404', description: 'Done', content: [] },
        { status: 'default', description: 'Done', content: [] },
      ],
    ],
    ['ranges in either case', { '2xx': done, '4XX': done }, [{ status: '2XX' }, { status: '4XX' }]],
    ['default in either case', { Default: done }, [{ status: 'default' }]],
    ['extensions and invalid statuses', { 'x-a': done, ok: done, '600': done, '20': done }, []],
    [
      'a reference',
      { '410': { $ref: '#/components/responses/Gone' } },
      [
        {
          status: '410',
          description: 'Gone',
          content: [
            {
              mediaType: 'application/json',
              schema: text,
              pointer: '/components/responses/Gone/content/application~1json',
            },
          ],
        },
      ],
    ],
    [
      'a dangling reference',
      { '410': { $ref: '#/components/responses/None' } },
      [{ status: '410', content: [] }],
      [`relaxed ${at}/responses/410`],
    ],
    ['a response that is null', { '200': null }, [{ status: '200', content: [] }]],
    ['a response without a description', { '200': {} }, [{ status: '200', content: [] }]],
  ])('are read: %s', (_, responses, result, found = []) => {
    const built = read({ responses });
    expect(built.operation.responses).toMatchObject(result);
    expect(built.operation.responses).toHaveLength(result.length);
    expect(built.found).toEqual(found);
  });

  it('may be absent since 3.1', () => {
    expect(read({})).toMatchObject({ operation: { responses: [] }, found: [] });
  });

  it('are reported if they are not a map', () => {
    expect(read({ responses: [] })).toMatchObject({
      operation: { responses: [] },
      found: [`relaxed ${at}/responses`],
    });
  });
});
