import { OpenApiMcpError } from '../errors.ts';

/**
 * Refuses invalid names of tools, and two tools with the same name.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function checkToolNames(names: string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    const problem = seen.has(name) ? 'is the name of two tools' : 'is not a valid tool name';
    if (seen.has(name) || !/^[a-zA-Z0-9_-]{1,64}$/.test(name))
      throw new OpenApiMcpError('OPTION_INVALID', `${JSON.stringify(name)} ${problem}`, {
        hint: 'Give each tool a name of its own, of letters, digits, _ and -, 64 at most.',
      });
    seen.add(name);
  }
}
