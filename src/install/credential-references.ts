/** The variables of a security scheme: alternatives, each of which is complete. */
export interface SchemeWays {
  ways: string[][];
  /** True if a login can take the place of the variables. */
  canLogin: boolean;
}

/**
 * Returns the variables that an entry refers to: of each scheme the alternative that is set, else the first, unless a
 * login can take its place.
 */
export function referencedVariables(
  schemes: SchemeWays[],
  environment: Record<string, string | undefined>,
): string[] {
  const names = schemes.flatMap(({ ways, canLogin }) => {
    const set = ways.find((way) => way.length > 0 && way.every((name) => environment[name]));
    return set ?? (canLogin ? [] : (ways[0] ?? []));
  });
  return [...new Set(names)];
}

/** Returns the names of the variables in the text of a config file: `${NAME}` and `${NAME:-default}`. */
export function variablesInConfig(text: string): string[] {
  const found = [...text.matchAll(/(?<!\$)\$\{([A-Za-z_]\w*)(?::-[^}]*)?\}/g)];
  return [...new Set(found.flatMap(([, name]) => name ?? []))];
}
