import { OpenApiMcpError } from '../../errors.ts';
import type { ApiDescriptor } from '../../descriptor.ts';
import type { Json, WireObject } from '../../json/value.ts';
import type { Principal } from '../protocol.ts';
import type { RequestOptions } from '../request/request-options.ts';

/** The sources of values that no caller gives. */
export interface HiddenSources {
  environment: Record<string, string | undefined>;
  principal?: Principal | undefined;
}

/** The arguments of the API, and the values in them that no caller gave. */
export interface ApiArguments {
  args: WireObject;
  /** Texts that no result may show. */
  hidden: string[];
}

/**
 * Checks that every variable is set that a value of a shaped argument is read from.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function checkVariables(
  { operations }: ApiDescriptor,
  { environment = {} }: RequestOptions = {},
): void {
  for (const { shaping } of operations)
    for (const step of shaping?.arguments?.steps ?? [])
      if (step.kind === 'variable') fillTemplate(step.template, environment);
}

/**
 * Returns a text with `${VARIABLE}` and `${VARIABLE:-default}` replaced.
 *
 * @throws OpenApiMcpError OPTION_INVALID for a variable that is not set
 */
export function fillTemplate(template: string, environment: HiddenSources['environment']): string {
  return template.replaceAll(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name: string, otherwise?: string) => {
    const value = environment[name] ?? otherwise;
    if (value !== undefined) return value;
    throw new OpenApiMcpError('OPTION_INVALID', `the variable ${name} is not set`, {
      hint: 'Set it and start the server again: the value of an argument is read from it.',
    });
  });
}

/**
 * Returns the value of a claim.
 *
 * @throws OpenApiMcpError OPERATION_REFUSED for a token without it
 */
export function claimOf(claim: string, principal: Principal | undefined): Json {
  const value = principal?.claims?.[claim];
  if (value !== undefined && value !== null) return value;
  throw new OpenApiMcpError('OPERATION_REFUSED', `The access token has no claim ${claim}`, {
    hint: 'Nothing was sent. Get an access token with that claim.',
  });
}

/** Returns the texts and numbers in a value. */
export function textsOf(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
