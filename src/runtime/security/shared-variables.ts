import { OpenApiMcpError } from '../../errors.ts';
import {
  readableVariables,
  sessionVariables,
  undeclaredVariables,
  variablePrefixes,
} from './credential-variables.ts';
import { variableStart } from './variable-prefixes.ts';
import type { NamedSchemes } from './variable-prefixes.ts';

/**
 * Refuses APIs that would read one environment variable: the scheme `auth` of `pet-store` and the scheme `store_auth` of
 * `pet` have the same name. A secret would be sent to an API that it is not for.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function refuseSharedVariables(
  apis: readonly { key: string; descriptor: NamedSchemes }[],
  environment: Record<string, string | undefined> = {},
): void {
  const owners = new Map<string, string>();
  for (const { key, descriptor } of apis)
    for (const variable of variablesOf(descriptor, environment)) {
      const owner = owners.get(variable);
      if (owner !== undefined && owner !== key)
        throw new OpenApiMcpError(
          'OPTION_INVALID',
          `the APIs ${owner} and ${key} would read one variable, ${variable}`,
          { hint: 'Give one of them another key: key=document.' },
        );
      owners.set(variable, key);
    }
}

function variablesOf(api: NamedSchemes, environment: Record<string, string | undefined>): string[] {
  const prefixes = variablePrefixes(api);
  const declared = Object.entries(api.securitySchemes).flatMap(([name, scheme]) =>
    readableVariables(scheme, prefixes.get(name) ?? ''),
  );
  const undeclared = undeclaredVariables(api, environment).flatMap(({ ways }) => ways.flat());
  // Other variables of a session are those that its config names.
  const start = variableStart(api);
  const ofSession = sessionVariables(api).filter((name) => name.startsWith(start));
  return [...declared, ...undeclared, ...ofSession];
}
