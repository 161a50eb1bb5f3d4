/** What was left out of an answer to keep it within its limit. */
export interface Truncation {
  /** Keys and indices from the root; empty for the whole. */
  path: (string | number)[];
  kept: number;
  total: number;
  unit: 'items' | 'members' | 'characters' | 'records' | 'events';
}

/** Keys can be as long as the answer. */
const longestPlace = 200;

/** `$.items: 37 of 500 items`. */
export function formatTruncation({ path, kept, total, unit }: Truncation): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return isIdentifier(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  const place = `$${steps.join('')}`;
  return `${place.length > longestPlace ? `${place.slice(0, longestPlace)}…` : place}: ${kept} of ${total} ${unit}`;
}

/** A JMESPath expression for the items of an array from an index on. */
export function filterFrom(path: Truncation['path'], index: number): string {
  const steps = path.map((step, position) => {
    if (typeof step === 'number') return `[${step}]`;
    return `${position === 0 ? '' : '.'}${isIdentifier(step) ? step : JSON.stringify(step)}`;
  });
  return `${steps.join('')}[${index}:]`;
}

function isIdentifier(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}
