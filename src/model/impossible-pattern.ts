/** The deepest nesting of groups that is read. */
const maximumDepth = 100;

/** The texts that a part of a pattern can match. */
interface PartReach {
  /** The lengths of the shortest text and of the longest one. */
  least: number;
  most: number;
  /** True if the part matches only at the start of the text, or at its end. */
  isAtStart: boolean;
  isAtEnd: boolean;
  isImpossible: boolean;
}

const anywhere: PartReach = { least: 0, most: 0, isAtStart: false, isAtEnd: false, isImpossible: false };
const character: PartReach = { ...anywhere, least: 1, most: 1 };
const unknown: PartReach = { ...anywhere, most: Infinity };

/**
 * Returns true for a valid pattern that no text matches: in each of its alternatives, something must follow `$` or
 * precede `^`, as in `^[0-9a-f]{32}$"`.
 */
export function isImpossible(pattern: string): boolean {
  return new PatternReader(pattern).readAlternatives(0).isImpossible;
}

/** Returns the lengths of the shortest and of the longest text that a valid pattern matches. */
export function textLengths(pattern: string): { least: number; most: number } {
  const { least, most, isAtStart, isAtEnd } = new PatternReader(pattern).readAlternatives(0);
  return { least, most: isAtStart && isAtEnd ? most : Infinity };
}

/** Reads a valid pattern with the `u` flag (ECMA-262 §22.2.1). */
class PatternReader {
  readonly #pattern: string;
  #index = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  readAlternatives(depth: number): PartReach {
    const all = [this.#readSequence(depth)];
    while (this.#pattern[this.#index] === '|') {
      this.#index++;
      all.push(this.#readSequence(depth));
    }
    const possible = all.filter((part) => !part.isImpossible);
    if (possible.length === 0) return { ...anywhere, isImpossible: true };
    return {
      least: Math.min(...possible.map(({ least }) => least)),
      most: Math.max(...possible.map(({ most }) => most)),
      isAtStart: possible.every((part) => part.isAtStart),
      isAtEnd: possible.every((part) => part.isAtEnd),
      isImpossible: false,
    };
  }

  #readSequence(depth: number): PartReach {
    let whole = anywhere;
    while (this.#index < this.#pattern.length && !'|)'.includes(this.#pattern[this.#index] ?? '')) {
      const part = this.#readQuantified(depth);
      whole = {
        least: whole.least + part.least,
        most: whole.most + part.most,
        isAtStart: whole.isAtStart || part.isAtStart,
        isAtEnd: whole.isAtEnd || part.isAtEnd,
        isImpossible:
          whole.isImpossible ||
          part.isImpossible ||
          (whole.isAtEnd && part.least > 0) ||
          (whole.least > 0 && part.isAtStart),
      };
    }
    return whole;
  }

  #readQuantified(depth: number): PartReach {
    const part = this.#readAtom(depth);
    const quantifier = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(
      this.#pattern.slice(this.#index, this.#index + 40),
    );
    if (quantifier === null) return part;
    this.#index += quantifier[0].length;
    const [text, least, comma, limit] = quantifier;
    const fewest = least === undefined ? Number(text.startsWith('+')) : Number(least);
    const most = least === undefined ? (text.startsWith('?') ? 1 : Infinity) : rangeEnd(least, comma, limit);
    const longest = part.most === 0 ? 0 : part.most * most;
    return fewest === 0
      ? { ...anywhere, most: longest }
      : { ...part, least: part.least * fewest, most: longest };
  }

  #readAtom(depth: number): PartReach {
    const start = this.#index++;
    switch (this.#pattern[start]) {
      case '^':
        return { ...anywhere, isAtStart: true };
      case '$':
        return { ...anywhere, isAtEnd: true };
      case '\\':
        return this.#readEscape();
      case '[':
        return this.#readClass();
      case '(':
        return this.#readGroup(depth);
      default:
        return character;
    }
  }

  #readEscape(): PartReach {
    const [text = '', letter = ''] =
      /^(?:([pPuxk])(?:\{[^}]{0,100}\}|<[^>]{0,100}>|[0-9a-fA-F]{2,4})|c[a-zA-Z]|\d{1,9}|.)/su.exec(
        this.#pattern.slice(this.#index, this.#index + 110),
      ) ?? [];
    this.#index += text.length;
    // Boundaries and references to groups may match the empty text.
    if (/^[bB]/.test(text)) return anywhere;
    return /^[1-9]/.test(text) || letter === 'k' ? unknown : character;
  }

  #readClass(): PartReach {
    while (this.#index < this.#pattern.length && this.#pattern[this.#index] !== ']')
      this.#index += this.#pattern[this.#index] === '\\' ? 2 : 1;
    this.#index++;
    return character;
  }

  #readGroup(depth: number): PartReach {
    const [opening = ''] =
      /^\?(?:<?[=!]|<[^>]{0,100}>|[a-z-]{0,10}:)/.exec(this.#pattern.slice(this.#index, this.#index + 110)) ??
      [];
    this.#index += opening.length;
    if (depth > maximumDepth) {
      this.#index = this.#pattern.length;
      return unknown;
    }
    const inner = this.readAlternatives(depth + 1);
    this.#index++;
    // Assertions match no text of their own, and a flag may change the meaning of `^` and `$`.
    if (/^\?<?[=!]/.test(opening)) return anywhere;
    return /^\?[a-z-]+:/.test(opening) ? unknown : inner;
  }
}

function rangeEnd(least: string, comma: string | undefined, limit: string | undefined): number {
  if (comma === undefined || comma === '') return Number(least);
  return limit === undefined || limit === '' ? Infinity : Number(limit);
}
