import { boolean, check, constantFrom, oneof, property, string, tuple, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameArguments } from '../../src/describe/argument-names.ts';
import type { Parameter } from '../../src/model/api-model.ts';
import type { ParameterLocation } from '../../src/descriptor.ts';

/** Parses a parameter written as `query filter`. */
function parameter(text: string): Parameter {
  const space = text.indexOf(' ');
  return named(text.slice(0, space) as ParameterLocation, text.slice(space + 1));
}

function named(location: ParameterLocation, name: string): Parameter {
  return {
    name,
    in: location,
    required: false,
    deprecated: false,
    schema: true,
    serialization: { kind: 'style', style: 'form', explode: true, allowReserved: false },
    pointer: '',
    schemaPointer: '',
  };
}

const long = 'x'.repeat(70);
const matching = (name: string | RegExp): unknown =>
  typeof name === 'string' ? name : expect.stringMatching(name);

describe('the argument of a parameter', () => {
  it.each<[name: string, argument: string | RegExp]>([
    ['limit', 'limit'],
    ['X-Request.Id_2', 'X-Request.Id_2'],
    ['ids[]', 'ids'],
    ['$filter', 'filter'],
    ['page[size]', 'page_size'],
    ['filter[a][b]', 'filter_a_b'],
    ['a  b', 'a_b'],
    ['@type', 'type'],
    ['größe', 'grosse'],
    ['gro\u0308ße', 'grosse'],
    ['Łódź', 'Lodz'],
    ['城市', 'ChengShi'],
    ['город', 'gorod'],
    ['объект', 'obekt'],
    ['πόλη', 'poli'],
    ['도시', 'DoSi'],
    ['ペット', 'petto'],
    ['مدينة', 'mdynh'],
    ['ＩＤ２', 'ID2'],
    ['filter[город]', 'filter_gorod'],
    ['城市-id', 'ChengShi-id'],
    ['城 市', 'Cheng_Shi'],
    ['城市'.repeat(20), /^(?:ChengShi){7}C_[0-9a-f]{6}$/],
    ['\u{12000}\u{12001}', 'u12000_u12001'],
    ['🐶', 'u1F436'],
    ['→', 'u2192'],
    ['🐶id', 'id'],
    ['[]', 'parameter'],
    ['a\0b', 'a_b'],
    ['x'.repeat(64), 'x'.repeat(64)],
    [long, /^x{57}_[0-9a-f]{6}$/],
    ['body', 'body'],
    ['resultFilter', 'query_resultFilter'],
    ['bodyContentType', 'query_bodyContentType'],
    ['bodyFilename', 'query_bodyFilename'],
    ['__proto__', 'proto__'],
    ['constructor', 'constructor'],
    ['-', '-'],
    ['.', '.'],
  ])('called %s is %s', (name, argument) => {
    expect(nameArguments([named('query', name)], false)).toEqual([matching(argument)]);
  });
});

describe('parameters that clash', () => {
  it.each<[title: string, parameters: string[], names: (string | RegExp)[]]>([
    ['path before query', ['query id', 'path id'], ['query_id', 'id']],
    ['query before header', ['header id', 'query id'], ['header_id', 'id']],
    ['header before cookie', ['cookie id', 'header id'], ['cookie_id', 'id']],
    [
      'all four',
      ['cookie id', 'header id', 'query id', 'path id'],
      ['cookie_id', 'header_id', 'query_id', 'id'],
    ],
    ['alike only after sanitising', ['path id', 'query id[]'], ['id', 'query_id']],
    ['within one location a valid name keeps it', ['query ids[]', 'query ids'], ['query_ids', 'ids']],
    [
      'within one location the first of several invalid names keeps it',
      ['query ids[]', 'query $ids'],
      ['ids', 'query_ids'],
    ],
    [
      'three within one location',
      ['query ids[]', 'query $ids', 'query ids'],
      ['query_ids', /^query_ids_[0-9a-f]{6}$/, 'ids'],
    ],
    [
      'a parameter has the name of the other',
      ['path a', 'query a', 'query query_a'],
      ['a', /^query_a_/, 'query_a'],
    ],
    ['long names', [`path ${long}`, `query ${long}`], [/^x{57}_[0-9a-f]{6}$/, /^query_x{51}_[0-9a-f]{6}$/]],
  ])('are told apart: %s', (_, parameters, expected) => {
    const names = nameArguments(parameters.map(parameter), false);
    expect(names).toEqual(expected.map(matching));
  });

  it.each<[parameters: string[], names: string[]]>([
    [['query body'], ['query_body']],
    [['path body'], ['path_body']],
    [
      ['query [body]', 'path body'],
      ['query_body', 'path_body'],
    ],
  ])('beside a body are told apart: %s becomes %s', (parameters, names) => {
    expect(nameArguments(parameters.map(parameter), true)).toEqual(names);
  });
});

it('argument names are valid, unique and not reserved for any parameters', () => {
  const location = constantFrom<ParameterLocation>('path', 'query', 'header', 'cookie', 'querystring');
  const name = oneof(
    string({ unit: 'binary', minLength: 1, maxLength: 80 }),
    constantFrom('a', '$a', 'query_a', 'body', 'resultFilter', '[resultFilter]', '__proto__', 'a'.repeat(65)),
  );
  const parameters = uniqueArray(tuple(location, name), {
    maxLength: 12,
    selector: ([where, what]) => `${where} ${what}`,
  });
  const outcome = check(
    property(parameters, boolean(), (pairs, hasBody) => {
      const names = nameArguments(
        pairs.map(([where, what]) => named(where, what)),
        hasBody,
      );
      const ours = new Set([
        'bodyContentType',
        'bodyFilename',
        'resultFilter',
        '__proto__',
        ...(hasBody ? ['body'] : []),
      ]);
      return (
        names.every((argument) => /^[a-zA-Z0-9.-][a-zA-Z0-9_.-]{0,63}$/.test(argument)) &&
        new Set(names).size === pairs.length &&
        !names.some((argument) => ours.has(argument))
      );
    }),
  );
  expect(outcome.counterexample).toBeNull();
});
