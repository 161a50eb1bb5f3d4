import { loadPatternCompiler } from './regular-expression.ts';
import type { Json } from '../json/value.ts';
import type { Ajv2020 } from 'ajv/dist/2020.js';

/** Values with more nodes are told their first error only: a long list of wrong items would fill the memory. */
const largest = 10_000;

/** Ajv that takes every schema it can make something of; loaded when first needed. */
export async function loadAjv({ allErrors }: { allErrors: boolean }): Promise<Ajv2020> {
  const [{ Ajv2020: Ajv }, { default: addFormats }, pattern] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv-formats'),
    loadPatternCompiler(),
  ]);
  // Without inlining, a schema that many refer to is compiled once.
  const options = { strict: false, logger: false, verbose: true, validateSchema: false, inlineRefs: false };
  // Ajv prints the name only into code that stands alone.
  const regExp = Object.assign(pattern, { code: 'new RegExp' });
  // A property called `constructor` is not there because all objects inherit one.
  const ownProperties = true;
  const instance = new Ajv({ ...options, logger: false, ownProperties, allErrors, code: { regExp } });
  // The package is CommonJS: its types and its shape under ESM differ by one `default`.
  const plugin = 'default' in addFormats ? addFormats.default : addFormats;
  (plugin as unknown as (target: Ajv2020) => void)(instance);
  // Ajv compares each item with each other: minutes for the 100,000 that an answer can have.
  return instance.removeKeyword('uniqueItems').addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must not have the same item twice' },
    validate: (wanted: boolean, items: Json[]) => !wanted || isUnique(items),
  });
}

/** Objects that differ in the order of their keys only pass for different. */
function isUnique(items: Json[]): boolean {
  return new Set(items.map((item) => JSON.stringify(item))).size === items.length;
}

/** Whether a value is too large to name every error in it. */
export function isLarge(value: Json): boolean {
  const pending: Json[] = [value];
  let count = 1;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    const children = Array.isArray(node) ? node : Object.values(node);
    count += children.length;
    if (count > largest) return true;
    for (const child of children) pending.push(child);
  }
  return false;
}
