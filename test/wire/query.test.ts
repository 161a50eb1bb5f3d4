import { describe, expect, it } from 'vitest';
import { requestOf } from '../support/call.ts';
import { documentOf } from '../support/document.ts';
import { contentRows, encodingRows, severalRows, styleRows, valueRows, type QueryRow } from './query.ts';
import { titled } from './rows.ts';

const topics: [string, QueryRow[]][] = [
  ['by style', styleRows],
  ['by value', valueRows],
  ['by character', encodingRows],
  ['by content', contentRows],
];

describe.each(topics)('a query parameter %s', (_topic, rows) => {
  it.each(titled(rows))(
    '%s',
    async (_, { openapi = '3.1.0', parameter, argument = parameter.name, value, query }) => {
      const request = await requestOf(documentOf({ openapi, parameters: [parameter] }), {
        [argument]: value,
      });
      expect(request.target).toBe(`/things${query}`);
    },
  );
});

describe('several query parameters', () => {
  it.each(titled(severalRows))('%s', async (_, { parameters, args, target }) => {
    expect((await requestOf(documentOf({ parameters }), args)).target).toBe(target);
  });
});
