import { expect, it } from 'vitest';
import { modelOf } from '../support/describe.ts';
import type { Json } from '../../src/json/value.ts';

const components = {
  securitySchemes: {
    Key: { type: 'apiKey', in: 'query', name: 'k' },
    a: { type: 'mutualTLS' },
    A: { type: 'mutualTLS' },
  },
};

it.each<[title: string, own: Json | undefined, shared: Json | undefined, result: unknown, found: string[]]>([
  ['a declared scheme', [{ Key: [] }], undefined, [{ Key: [] }], []],
  [
    'an undeclared scheme',
    [{ none: ['s'] }],
    undefined,
    [{ none: ['s'] }],
    ['relaxed /paths/~1things/get/security'],
  ],
  ['an undeclared scheme of the document', undefined, [{ none: [] }], [{ none: [] }], ['relaxed /security']],
  ['a scheme in another case', undefined, [{ key: ['s'] }], [{ Key: ['s'] }], ['repaired /security']],
  [
    'one of two cases',
    [{ Key: [], b: [] }, {}],
    [{ none: [] }],
    [{ Key: [], b: [] }, {}],
    ['relaxed /paths/~1things/get/security'],
  ],
  ['a name with several declared cases', [{ a: [] }], undefined, [{ a: [] }], []],
  [
    'a name of the prototype',
    [{ toString: [] }],
    undefined,
    [{ toString: [] }],
    ['relaxed /paths/~1things/get/security'],
  ],
  ['no security', [], [{ none: [] }], [], []],
])('reads %s', (_, own, shared, result, found) => {
  const operation = own === undefined ? {} : { security: own };
  const model = modelOf(operation, { components, ...(shared === undefined ? {} : { security: shared }) });
  expect(model.operation.security).toEqual(result);
  expect(model.found).toEqual(found);
});
