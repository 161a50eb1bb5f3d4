import { upperSnake } from './upper-snake.ts';
import type { PrefixedScheme } from './scheme-variables.ts';

/** The lengths of digests in hexadecimal digits. The second is for names that were made to have the same first digits. */
const digestLengths = [8, 64];

/**
 * Returns the prefix of the variables of each scheme. Schemes that would read one variable are told apart by a digest of
 * their names: `my-key` and `my_key` are `MY_KEY_1A2B3C4D` and `MY_KEY_5E6F7A8B`.
 */
export function distinctPrefixes(start: string, schemes: PrefixedScheme[]): Map<string, string> {
  const digits = new Map<string, number>(
    schemes.filter(({ name }) => upperSnake(name) === '').map(({ name }) => [name, 8]),
  );
  for (;;) {
    const prefixes = new Map(
      schemes.map(({ name }) => [name, start + withDigest(name, digits.get(name) ?? 0)]),
    );
    let isDistinct = true;
    for (const name of schemesThatMeet(schemes, prefixes)) {
      const longer = digestLengths.find((length) => length > (digits.get(name) ?? 0));
      if (longer === undefined) continue;
      digits.set(name, longer);
      isDistinct = false;
    }
    if (isDistinct) return prefixes;
  }
}

/** Returns the names of schemes that read a variable which another scheme reads too. */
function schemesThatMeet(schemes: PrefixedScheme[], prefixes: Map<string, string>): Set<string> {
  const readers = new Map<string, Set<string>>();
  for (const { name, variablesOf } of schemes)
    for (const variable of variablesOf(prefixes.get(name) ?? ''))
      for (const read of [variable, `${variable}_FILE`])
        readers.set(read, (readers.get(read) ?? new Set()).add(name));
  return new Set([...readers.values()].filter(({ size }) => size > 1).flatMap((names) => [...names]));
}

function withDigest(name: string, digits: number): string {
  const plain = upperSnake(name);
  if (digits === 0) return plain;
  // Few documents need a digest, and loading the module takes a noticeable part of the start.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const digest = createHash('sha256').update(name).digest('hex').slice(0, digits).toUpperCase();
  return plain === '' ? digest : `${plain}_${digest}`;
}
