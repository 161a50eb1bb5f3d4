import { isRegExp } from 'node:util/types';
import type { Format } from 'ajv';

/** Returns false for a text or number that does not have a format. */
export type FormatCheck = (value: string | number) => boolean;

const checks = new Map<string, FormatCheck>();

/** Loads the checks of formats. Loading a document does so, because its model is built without waiting for anything. */
export async function loadFormats(): Promise<void> {
  if (checks.size > 0) return;
  const { fullFormats } = await import('ajv-formats/dist/formats.js');
  for (const [name, format] of Object.entries(fullFormats)) {
    const check = createCheck(format);
    if (check !== undefined) checks.set(name, check);
  }
}

/** Returns the check of a format; `undefined` for one that is not checked. */
export function checkOfFormat(name: string): FormatCheck | undefined {
  return checks.get(name);
}

function createCheck(format: Format): FormatCheck | undefined {
  if (typeof format === 'function') return (value) => typeof value !== 'string' || format(value) === true;
  // Under Jest the package has a RegExp of its own, which no instanceof knows.
  if (isRegExp(format)) return (value) => typeof value !== 'string' || format.test(value);
  if (typeof format !== 'object') return undefined;
  const { type = 'string', validate } = format as { type?: string; validate: (value: unknown) => unknown };
  return isRegExp(validate)
    ? (value) => typeof value !== type || validate.test(String(value))
    : (value) => typeof value !== type || validate(value) === true;
}
