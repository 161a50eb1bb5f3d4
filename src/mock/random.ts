/** A source of numbers that gives the same ones again for the same seed. */
export interface Random {
  /** From 0 up to, but without, 1. */
  next(): number;
  /** A whole number of the range, both ends included. */
  integer(minimum: number, maximum: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

/** Sebastiano Vigna's splitmix in 32 bits; the seed is hashed (FNV-1a), so that near ones give other numbers. */
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
