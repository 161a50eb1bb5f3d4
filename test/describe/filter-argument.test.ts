import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import { documentOf } from '../support/document.ts';

async function argumentsOf(responses: JsonObject, responseFilter: boolean): Promise<Json | undefined> {
  const document = documentOf({ parameters: [{ name: 'q', in: 'query' }], responses });
  const { descriptor } = describeApi(await loadDocument(document), { responseFilter });
  return descriptor.operations[0]?.inputSchema['properties'];
}

function responding(status: string, mediaType: string): JsonObject {
  return { [status]: { description: 'Done', content: { [mediaType]: { schema: {} } } } };
}

const query = { q: { type: 'string' } };
const filter = {
  type: 'string',
  description:
    "JMESPath expression applied to the JSON answer, for example items[0:5] or items[?status=='open'].{id: id, name: name}.",
};

describe('the argument resultFilter', () => {
  it.each<[behaviour: string, responses: JsonObject, responseFilter: boolean, properties: JsonObject]>([
    ['is there for JSON', responding('200', 'application/json'), true, { ...query, resultFilter: filter }],
    [
      'is there for +json',
      responding('2XX', 'application/hal+json'),
      true,
      { ...query, resultFilter: filter },
    ],
    [
      'is there for a default response',
      responding('default', 'application/json'),
      true,
      { ...query, resultFilter: filter },
    ],
    ['is there for any type', responding('200', '*/*'), true, { ...query, resultFilter: filter }],
    ['is not there for other types', responding('200', 'text/csv'), true, query],
    [
      'is not there for errors in JSON',
      { ...responding('404', 'application/json'), '204': { description: 'Done' } },
      true,
      query,
    ],
    ['is not there unless asked for', responding('200', 'application/json'), false, query],
  ])('%s', async (_behaviour, responses, responseFilter, properties) => {
    expect(await argumentsOf(responses, responseFilter)).toEqual(properties);
  });
});
