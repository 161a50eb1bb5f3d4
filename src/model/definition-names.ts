import { parseReference } from '../json/pointer.ts';

/** Returns the name under `$defs` of what a reference stands for: unique, and always the same for one reference. */
export type DefinitionNames = (reference: string) => string;

/**
 * Names definitions after the last segments of their references; a number tells equal ones apart. `suffixOf` returns the
 * end of the name for a reference.
 */
export function createDefinitionNames(suffixOf: (reference: string) => string = () => ''): DefinitionNames {
  const names = new Map<string, string>();
  const taken = new Set(['__proto__']);
  return (reference) => {
    const known = names.get(reference);
    if (known !== undefined) return known;
    const base =
      (parseReference(reference.slice(reference.indexOf('#')))?.at(-1) ?? '').replace(
        /[^A-Za-z0-9_.-]+/g,
        '_',
      ) || 'schema';
    const suffixed = `${base}${suffixOf(reference)}`;
    let name = suffixed;
    for (let number = 2; taken.has(name); number++) name = `${suffixed}_${number}`;
    names.set(reference, name);
    taken.add(name);
    return name;
  };
}
