import { OpenApiMcpError } from '../../errors.ts';
import { nearestName } from '../../schema/nearest-name.ts';

/**
 * Throws unless a value is one of the choices. The error names the value by `source`, a flag for instance.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function checkChoice(text: string, choices: readonly string[], source: string): void {
  if (choices.includes(text)) return;
  const nearest = nearestName(text, [...choices]);
  const list = choices.join(', ').replace(/, ([^,]*)$/, ' or $1');
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `${source} must be ${list}`,
    nearest === undefined ? {} : { hint: `Did you mean ${nearest}?` },
  );
}
