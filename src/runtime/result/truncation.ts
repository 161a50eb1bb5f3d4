/** The default of `maxResultChars`, which fits the clients with the least room. */
export const defaultMaxResultChars = 40_000;

/** A part of a response that was left out to keep the result within its limit. */
export interface Truncation {
  /** Keys and indices from the root; empty for the whole response. */
  path: (string | number)[];
  kept: number;
  total: number;
  unit: 'items' | 'members' | 'characters' | 'records' | 'events';
}

/** The outermost truncated list. */
export interface TruncatedList {
  path: Truncation['path'];
  /** The number of its first items that are whole. */
  whole: number;
}

/** A key can be as long as the response. */
const maxPlaceLength = 200;

/** Returns `$.items: 37 of 500 items`. */
export function formatTruncation({ path, kept, total, unit }: Truncation): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return isIdentifier(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  const place = `$${steps.join('')}`;
  return `${place.length > maxPlaceLength ? `${place.slice(0, maxPlaceLength)}…` : place}: ${kept} of ${total} ${unit}`;
}

export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}
