import { OpenApiMcpError } from '../../errors.ts';
import { createPolicy } from './policy.ts';
import type { Confirmation } from './confirmation.ts';
import type { ExtraTool } from '../custom-tools.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { Principal, RequestContext } from '../protocol.ts';
import type { JsonObject } from '../../json/value.ts';
import type { Governed, Policy } from './policy.ts';

/** What every call passes, whichever way it came. */
export interface Gate {
  policy: Policy;
  /** Whether this caller is shown it. */
  shows(governed: Governed, principal: Principal | undefined): boolean;
  /** @throws OpenApiMcpError OPERATION_REFUSED */
  admit(governed: Governed, context: RequestContext): void;
  /** @throws OpenApiMcpError CONFIRMATION_REFUSED, CONFIRMATION_UNAVAILABLE; InputNeeded */
  confirm(governed: Governed, args: JsonObject, context: RequestContext): Promise<void>;
}

export function createGate(options: RuntimeOptions): Gate {
  const policy = createPolicy(options);
  let confirmation: Promise<Confirmation> | undefined;

  function missingScopes(governed: Governed, principal: Principal | undefined): string[] {
    return policy.scopesOf(governed).filter((scope) => principal?.scopes.includes(scope) !== true);
  }

  return {
    policy,
    shows: (governed, principal) =>
      policy.offers(governed) && missingScopes(governed, principal).length === 0,
    admit(governed, { principal }) {
      const { name } = governed;
      if (!policy.offers(governed))
        throw new OpenApiMcpError('OPERATION_REFUSED', `${name} may not be called on this server`);
      const missing = missingScopes(governed, principal);
      if (missing.length > 0)
        throw new OpenApiMcpError('OPERATION_REFUSED', `${name} needs the scope ${missing.join(' ')}`, {
          hint: 'Nothing was sent. Get an access token with that scope.',
        });
    },
    async confirm(governed, args, context) {
      if (!policy.asksAbout(governed)) return;
      confirmation ??= import('./confirmation.ts').then(({ createConfirmation }) =>
        createConfirmation(options.confirmKey),
      );
      await (await confirmation).obtain(governed, args, context);
    },
  };
}

/** Tools beside the API under the same policy. */
export function gateTools(gate: Gate, tools: ExtraTool[]): ExtraTool[] {
  return tools
    .filter((tool) => gate.policy.offers(tool))
    .map((tool) => ({
      ...tool,
      async call(args, context) {
        gate.admit(tool, context);
        await gate.confirm(tool, args, context);
        return tool.call(args, context);
      },
    }));
}
