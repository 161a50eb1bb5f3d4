import { OpenApiMcpError } from '../../errors.ts';
import { isWireObject } from '../../json/narrow.ts';
import type { ArgumentStep, ParameterBinding } from '../../descriptor.ts';
import type { WireObject } from '../../json/value.ts';

/** A parameter that no caller may give, by its name in the request. */
interface HiddenName {
  argument: string;
  in: ParameterBinding['in'];
  name: string;
}

/**
 * Checks that no object whose members are parameters of their own has a member with the name of a parameter that no caller
 * may give, which the API would receive twice.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID
 */
export function refuseHiddenNames(
  args: WireObject,
  steps: ArgumentStep[],
  parameters: ParameterBinding[],
): void {
  const hidden = steps.flatMap((step) => hiddenName(step, parameters) ?? []);
  for (const { argument, in: location, serialization } of parameters) {
    const value = args[argument];
    if (!isWireObject(value) || !isExploded(serialization)) continue;
    const others = hidden.filter((each) => each.in === location && each.argument !== argument);
    const taken = Object.keys(value).find((key) =>
      others.some(({ name }) => key === name || key.startsWith(`${name}[`)),
    );
    if (taken !== undefined)
      throw new OpenApiMcpError(
        'ARGUMENTS_INVALID',
        `${argument}: this server alone sends ${taken}; nothing was sent.`,
        { hint: `Leave ${taken} out of ${argument}.` },
      );
  }
}

function hiddenName(step: ArgumentStep, parameters: ParameterBinding[]): HiddenName | undefined {
  if (step.kind === 'move' || step.kind === 'default') return undefined;
  const [first, ...rest] = step.path;
  const binding = parameters.find(({ argument }) => argument === first);
  if (binding === undefined) return undefined;
  const { argument, in: location, name, serialization } = binding;
  const parts = rest.map((part) => `[${part}]`).join('');
  const shown = rest.length > 0 && isExploded(serialization) ? rest.join('.') : `${name}${parts}`;
  return { argument, in: location, name: shown };
}

/** Returns true for an object whose members are parameters of their own. */
function isExploded(serialization: ParameterBinding['serialization']): boolean {
  return serialization.kind === 'style' && serialization.style === 'form' && serialization.explode;
}
