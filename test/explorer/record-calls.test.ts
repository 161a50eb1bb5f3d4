import { describe, expect, it } from 'vitest';
import { nameCallers } from '../../src/explorer/record-calls.ts';

describe('the name under which calls are kept', () => {
  const named = nameCallers(true);
  const ada = { name: 'ada', scopes: ['read'] };

  it.each([
    ['another name', { ...ada, name: 'ben' }],
    ['another issuer', { ...ada, issuer: 'https://id.example' }],
    ['other scopes', { ...ada, scopes: ['read', 'write'] }],
  ])('differs for %s', (_, principal) => {
    expect(named(principal, undefined)).not.toBe(named(ada, undefined));
  });

  it('is the same in every page of a caller', () => {
    expect(named(ada, 'one')).toBe(named({ ...ada }, 'other'));
  });

  it.each([
    [true, undefined, 'local'],
    [true, '0123456789abcdef.1', 'local'],
    [false, undefined, undefined],
    [false, '0123456789abcdef.1', '0123456789abcdef'],
    [false, '0123456789abcde.1', undefined],
    [false, '0123456789abcdef', undefined],
  ])(
    'without a caller, on a server for this machine alone: %s, with the mark %s, is %s',
    (isLocal, mark, name) => {
      expect(nameCallers(isLocal)(undefined, mark)).toBe(name);
    },
  );
});
