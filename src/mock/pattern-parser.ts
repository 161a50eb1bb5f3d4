import type { Random } from './random.ts';

/** Writes a text that a part of a regular expression matches. */
export type TextGenerator = (state: GeneratorState) => string;

/** The state of one text that is generated. */
export interface GeneratorState {
  random: Random;
  /** Maximum number of repetitions of `*`, `+` and `{n,}` beyond their minimum. */
  extra: number;
  /** Texts of capturing groups, by number and name. */
  groups: Map<string, string>;
  /** Number of repetitions that the whole text may still have. */
  repetitionsLeft: number;
}

const digits = '0123456789';
const letters = 'abcdefghijklmnopqrstuvwxyz';
const wordCharacters = `${letters}${letters.toUpperCase()}${digits}_`;
const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
const controls: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', '0': '\0' };

/** Characters of a range that are sampled from. */
const maximumRange = 256;

const writeNothing: TextGenerator = () => '';

/** Returns a generator of texts that match a pattern (ECMA-262 §22.2). It ignores assertions such as look-arounds. */
export function parsePattern(pattern: string): TextGenerator {
  return new PatternParser(pattern).parseAlternatives();
}

/** A recursive descent parser of a pattern that is known to be valid. */
class PatternParser {
  readonly #pattern: string;
  #index = 0;
  #groupCount = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  parseAlternatives(): TextGenerator {
    const alternatives = [this.#parseSequence()];
    while (this.#next() === '|') {
      this.#index++;
      alternatives.push(this.#parseSequence());
    }
    return (state) => (alternatives[state.random.integer(0, alternatives.length - 1)] ?? writeNothing)(state);
  }

  #parseSequence(): TextGenerator {
    const generators: TextGenerator[] = [];
    while (this.#index < this.#pattern.length && this.#next() !== '|' && this.#next() !== ')')
      generators.push(this.#parseQuantifier(this.#parseAtom()));
    return (state) => generators.map((generate) => generate(state)).join('');
  }

  #parseAtom(): TextGenerator {
    const character = this.#takeCharacter();
    switch (character) {
      case '^':
      case '$':
        return writeNothing;
      case '.':
        return pickFrom(wordCharacters);
      case '(':
        return this.#parseGroup();
      case '[':
        return pickFrom(this.#parseClass());
      case '\\':
        return this.#parseEscape();
      default:
        return () => character;
    }
  }

  #parseGroup(): TextGenerator {
    const prefix = this.#take(/^\?(?:<?[=!]|:|<([^>]+)>)/);
    const name = prefix?.[1];
    const isCapturing = prefix === null || name !== undefined;
    const number = isCapturing ? String(++this.#groupCount) : '';
    const generate = this.parseAlternatives();
    this.#index++;
    if (prefix !== null && /[=!]$/.test(prefix[0])) return writeNothing;
    return (state) => {
      const text = generate(state);
      if (isCapturing) state.groups.set(number, text).set(name ?? number, text);
      return text;
    };
  }

  /** Parses an escape outside a class, after its backslash. */
  #parseEscape(): TextGenerator {
    const reference = this.#take(/^(?:([1-9]\d*)|k<([^>]+)>)/);
    if (reference !== null) return ({ groups }) => groups.get(reference[1] ?? reference[2] ?? '') ?? '';
    return this.#take(/^[bB]/) === null ? pickFrom(this.#parseEscapedCharacters()) : writeNothing;
  }

  /** Returns the characters of an escape, after its backslash. */
  #parseEscapedCharacters(): string {
    const code = this.#take(/^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\})/);
    if (code !== null) return String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16));
    const property = this.#take(/^[pP]\{[^}]*\}/);
    if (property !== null) {
      const expression = new RegExp(`\\${property[0]}`, 'u');
      return filterCharacters(`${printable}éßЖ中٣`, (character) => expression.test(character));
    }
    const character = this.#takeCharacter();
    if (/[dDwWsS]/.test(character)) {
      const expression = new RegExp(`\\${character}`);
      return filterCharacters(character === 's' ? ' ' : printable, (candidate) => expression.test(candidate));
    }
    return controls[character] ?? character;
  }

  /** Returns the characters of a class, after its opening bracket. */
  #parseClass(): string {
    const isNegated = this.#take(/^\^/) !== null;
    let members = '';
    while (this.#index < this.#pattern.length && this.#next() !== ']') {
      const first = this.#parseClassMember();
      const isRange =
        this.#next() === '-' && this.#pattern[this.#index + 1] !== ']' && [...first].length === 1;
      if (!isRange) {
        members += first;
        continue;
      }
      this.#index++;
      members += charactersBetween(first, this.#parseClassMember());
    }
    this.#index++;
    const excluded = new Set(members);
    return isNegated
      ? filterCharacters(wordCharacters + printable, (character) => !excluded.has(character))
      : members;
  }

  #parseClassMember(): string {
    const character = this.#takeCharacter();
    if (character !== '\\') return character;
    return this.#take(/^b/) === null ? this.#parseEscapedCharacters() : '\b';
  }

  #parseQuantifier(generate: TextGenerator): TextGenerator {
    const quantifier = this.#take(/^(?:\*|\+|\?|\{(\d+)(,(\d*))?\})\??/);
    if (quantifier === null) return generate;
    const [text, least, comma, most] = quantifier;
    const minimum = least === undefined ? (text.startsWith('+') ? 1 : 0) : Number(least);
    const isUnlimited = /^[*+]/.test(text) || (comma !== undefined && most === '');
    const maximum = isUnlimited ? Infinity : least === undefined ? 1 : Number(most ?? least);
    return (state) => {
      const usual = Math.max(minimum, minimum === 0 && state.extra > 0 ? 1 : 0);
      const count = Math.min(maximum, usual + state.random.integer(0, state.extra));
      state.repetitionsLeft -= count;
      return state.repetitionsLeft < 0 ? '' : Array.from({ length: count }, () => generate(state)).join('');
    };
  }

  #next(): string | undefined {
    return this.#pattern[this.#index];
  }

  #takeCharacter(): string {
    const character = String.fromCodePoint(this.#pattern.codePointAt(this.#index) ?? 0);
    this.#index += character.length;
    return character;
  }

  #take(expression: RegExp): RegExpExecArray | null {
    const match = expression.exec(this.#pattern.slice(this.#index));
    this.#index += match?.[0].length ?? 0;
    return match;
  }
}

function pickFrom(set: string): TextGenerator {
  const characters = [...set];
  return ({ random }) => characters[random.integer(0, characters.length - 1)] ?? '';
}

function charactersBetween(first: string, last: string): string {
  const start = first.codePointAt(0) ?? 0;
  const length = Math.min(Math.max((last.codePointAt(0) ?? 0) - start + 1, 0), maximumRange);
  return Array.from({ length }, (_, offset) => String.fromCodePoint(start + offset)).join('');
}

function filterCharacters(characters: string, accepts: (character: string) => boolean): string {
  return [...characters].filter(accepts).join('');
}
