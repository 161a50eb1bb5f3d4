import { chooseEngine } from '../schema/pattern-cost.ts';

/** Returns true if a text matches a pattern. A pattern that is invalid or may take exponential time matches nothing. */
export function matchesPattern(pattern: string, text: string): boolean {
  try {
    return chooseEngine(pattern) === 'native' && new RegExp(pattern, 'u').test(text);
  } catch {
    return false;
  }
}
