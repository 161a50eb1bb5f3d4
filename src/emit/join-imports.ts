const line = /^import (?<isType>type )?\{ (?<names>[^}\n]*) \} from '(?<from>[^'\n]+)';\n/gm;

/** The width of lines that Prettier formats the sources to. */
const width = 110;

/**
 * Returns a module with one import of values and types from another module where that fits in a line. The module is
 * formatted by Prettier, and so is the result.
 */
export function joinImports(text: string): string {
  const types = new Map<string, string>();
  for (const { groups: { isType, names = '', from = '' } = {} } of text.matchAll(line))
    if (isType !== undefined) types.set(from, names);
  const joined = new Set<string>();
  const withTypes = text.replace(
    line,
    (statement, isType: string | undefined, names: string, from: string) => {
      const added = isType === undefined ? types.get(from) : undefined;
      if (added === undefined) return statement;
      const whole = `import { ${names}, ${added.replaceAll(/[^,\s][^,]*/g, 'type $&')} } from '${from}';\n`;
      if (whole.length > width + 1) return statement;
      joined.add(from);
      return whole;
    },
  );
  return withTypes.replace(line, (statement, isType: string | undefined, _: string, from: string) =>
    isType !== undefined && joined.has(from) ? '' : statement,
  );
}
