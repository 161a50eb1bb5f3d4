import { chooseEngine } from '../schema/pattern-cost.ts';
import type { Random } from './random.ts';

/** A part of a regular expression: writes one text that it matches. */
type Part = (state: State) => string;

interface State {
  random: Random;
  /** How many times more than needed `*`, `+` and `{n,}` repeat. */
  extra: number;
  groups: Map<string, string>;
  /** How many more repetitions there may be in all. */
  left: number;
}

const mostRepetitions = 100_000;

/** How many repetitions more than needed look natural. */
const usualExtra = 3;

const digits = '0123456789';
const letters = 'abcdefghijklmnopqrstuvwxyz';
const wordCharacters = `${letters}${letters.toUpperCase()}${digits}_`;
const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
const controls: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', '0': '\0' };

/**
 * A text that the pattern matches (ECMA-262 §22.2), or `undefined` where none is found. Look-arounds and word
 * boundaries are left to luck, which the caller's validator judges.
 */
export function samplePattern(
  pattern: string,
  random: Random,
  { minLength = 0, maxLength = Infinity }: { minLength?: number; maxLength?: number } = {},
): string | undefined {
  const read = parsed.get(pattern) ?? tryParse(pattern);
  parsed.set(pattern, read);
  if (read === 'unreadable') return undefined;
  const { expression, part } = read;
  for (let attempt = 0; attempt < 60; attempt++) {
    const extra =
      attempt === 0 ? usualExtra : Math.min(attempt % 2 === 0 ? attempt - 2 : minLength + attempt, 2_000);
    const state = { random, extra, groups: new Map(), left: mostRepetitions };
    let text = part(state);
    if (state.left < 0) return undefined;
    // A pattern without an anchor at its end says nothing about what follows.
    if (text.length < minLength && expression.test(text.padEnd(minLength, 'a')))
      text = text.padEnd(minLength, 'a');
    const length = [...text].length;
    if (length >= minLength && length <= maxLength && expression.test(text)) return text;
  }
  return undefined;
}

interface Parsed {
  expression: RegExp;
  part: Part;
}

/** A document has few patterns and many places for them. */
const parsed = new Map<string, Parsed | 'unreadable'>();

function tryParse(pattern: string): Parsed | 'unreadable' {
  try {
    const expression = new RegExp(pattern, 'u');
    // One that may take for ever to try is left to the validator, which has another engine for it.
    return {
      expression: chooseEngine(pattern) === 'native' ? expression : /(?:)/u,
      part: parsePattern(pattern),
    };
  } catch {
    return 'unreadable';
  }
}

function parsePattern(pattern: string): Part {
  let index = 0;
  let groupCount = 0;

  function alternatives(): Part {
    const options = [sequence()];
    while (pattern[index] === '|') {
      index++;
      options.push(sequence());
    }
    return (state) => (options[state.random.integer(0, options.length - 1)] ?? nothing)(state);
  }

  function sequence(): Part {
    const parts: Part[] = [];
    while (index < pattern.length && pattern[index] !== '|' && pattern[index] !== ')')
      parts.push(repeated(atom()));
    return (state) => parts.map((part) => part(state)).join('');
  }

  function atom(): Part {
    const character = String.fromCodePoint(pattern.codePointAt(index) ?? 0);
    index += character.length;
    switch (character) {
      case '^':
      case '$':
        return nothing;
      case '.':
        return oneOf(wordCharacters);
      case '(':
        return group();
      case '[':
        return oneOf(characterClass());
      case '\\':
        return escaped();
      default:
        return () => character;
    }
  }

  function group(): Part {
    const kind = /^\?(?:<?[=!]|:|<([^>]+)>)/.exec(pattern.slice(index));
    index += kind?.[0].length ?? 0;
    const isCapturing = kind === null || kind[1] !== undefined;
    const number = isCapturing ? String(++groupCount) : '';
    const inner = alternatives();
    index++;
    if (kind !== null && /[=!]$/.test(kind[0])) return nothing;
    return (state) => {
      const text = inner(state);
      if (isCapturing) state.groups.set(number, text).set(kind?.[1] ?? number, text);
      return text;
    };
  }

  function escaped(): Part {
    const reference = /^(?:([1-9]\d*)|k<([^>]+)>)/.exec(pattern.slice(index));
    if (reference !== null) {
      index += reference[0].length;
      return ({ groups }) => groups.get(reference[1] ?? reference[2] ?? '') ?? '';
    }
    if (/[bB]/.test(pattern[index] ?? '')) {
      index++;
      return nothing;
    }
    return oneOf(escapedSet());
  }

  /** The characters that an escape stands for, the backslash read already. */
  function escapedSet(): string {
    const rest = pattern.slice(index);
    const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\})/.exec(rest);
    const property = /^([pP])\{([^}]*)\}/.exec(rest);
    const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    index += (code ?? property)?.[0].length ?? character.length;
    if (code !== null) return String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16));
    if (property !== null) {
      const expression = new RegExp(`\\${property[0]}`, 'u');
      return filter(`${printable}éßЖ中٣`, (candidate) => expression.test(candidate));
    }
    if (/[dDwWsS]/.test(character)) {
      const expression = new RegExp(`\\${character}`);
      return filter(character === 's' ? ' ' : printable, (candidate) => expression.test(candidate));
    }
    return controls[character] ?? character;
  }

  function characterClass(): string {
    const isNegated = pattern[index] === '^';
    if (isNegated) index++;
    let set = '';
    while (index < pattern.length && pattern[index] !== ']') {
      const first = classMember();
      const isRange = pattern[index] === '-' && pattern[index + 1] !== ']' && [...first].length === 1;
      if (!isRange) {
        set += first;
        continue;
      }
      index++;
      set += range(first, classMember());
    }
    index++;
    const forbidden = new Set(set);
    return isNegated ? filter(wordCharacters + printable, (character) => !forbidden.has(character)) : set;
  }

  function classMember(): string {
    const character = String.fromCodePoint(pattern.codePointAt(index) ?? 0);
    index += character.length;
    if (character !== '\\') return character;
    if (pattern[index] !== 'b') return escapedSet();
    index++;
    return '\b';
  }

  function repeated(part: Part): Part {
    const quantifier = /^(?:\*|\+|\?|\{(\d+)(,(\d*))?\})\??/.exec(pattern.slice(index));
    if (quantifier === null) return part;
    index += quantifier[0].length;
    const [text, least, more, most] = quantifier;
    const minimum = least === undefined ? (text.startsWith('+') ? 1 : 0) : Number(least);
    const unlimited = /^[*+]/.test(text) || (more !== undefined && most === '');
    const maximum = unlimited ? Infinity : least === undefined ? 1 : Number(most ?? least);
    return (state) => {
      const usual = Math.max(minimum, minimum === 0 && state.extra > 0 ? 1 : 0);
      const count = Math.min(maximum, usual + state.random.integer(0, state.extra));
      state.left -= count;
      return state.left < 0 ? '' : Array.from({ length: count }, () => part(state)).join('');
    };
  }

  return alternatives();
}

const nothing: Part = () => '';

function oneOf(set: string): Part {
  const characters = [...set];
  return ({ random }) => characters[random.integer(0, characters.length - 1)] ?? '';
}

/** At most a few hundred characters of a range: nobody needs all of Unicode. */
function range(first: string, last: string): string {
  const start = first.codePointAt(0) ?? 0;
  const length = Math.min(Math.max((last.codePointAt(0) ?? 0) - start + 1, 0), 256);
  return Array.from({ length }, (_, offset) => String.fromCodePoint(start + offset)).join('');
}

function filter(characters: string, accepts: (character: string) => boolean): string {
  return [...characters].filter(accepts).join('');
}
