/** A deterministic source of numbers: the same seed gives the same numbers. */
export interface Random {
  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** Returns an integer in a range that includes both ends. */
  integer(minimum: number, maximum: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

/**
 * Creates a source of numbers by a 32-bit variant of splitmix (Sebastiano Vigna). The seed is hashed (FNV-1a), so that
 * similar seeds give different numbers.
 */
export function createRandom(...seed: (string | number)[]): Random {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(seed.join('\u0000'), 'utf8')) state = Math.imul(state ^ byte, 0x01000193);

  function next(): number {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  return {
    next,
    integer: (minimum, maximum) => minimum + Math.floor(next() * (maximum - minimum + 1)),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
  };
}
