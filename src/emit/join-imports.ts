const list = /^(?<verb>import|export) (?<isType>type )?\{(?<names>[^}]*)\} from '(?<from>[^']+)';\n/gm;

/** The names that a module imports from another one. */
interface ImportedNames {
  values: string[];
  types: string[];
}

/**
 * Returns a module with one import of values and types from each other module, in one line, as are its lists of exports.
 * The module is formatted by Prettier.
 */
export function joinImports(text: string): string {
  const imported = new Map<string, ImportedNames>();
  for (const { groups: { verb, isType, names = '', from = '' } = {} } of text.matchAll(list)) {
    if (verb !== 'import') continue;
    const known = imported.get(from) ?? { values: [], types: [] };
    (isType === undefined ? known.values : known.types).push(...namesIn(names));
    imported.set(from, known);
  }
  return text.replace(list, (_, verb: string, isType: string | undefined, names: string, from: string) => {
    if (verb === 'export') return `export ${isType ?? ''}{ ${namesIn(names).join(', ')} } from '${from}';\n`;
    const first = imported.get(from);
    imported.delete(from);
    return first === undefined ? '' : `${importText(first)} from '${from}';\n`;
  });
}

function namesIn(names: string): string[] {
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function importText({ values, types }: ImportedNames): string {
  if (values.length === 0) return `import type { ${types.join(', ')} }`;
  return `import { ${[...values, ...types.map((name) => `type ${name}`)].join(', ')} }`;
}
