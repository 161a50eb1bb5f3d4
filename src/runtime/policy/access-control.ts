import { OpenApiMcpError } from '../../errors.ts';
import { createPolicy } from './policy.ts';
import type { Confirmation } from './confirmation.ts';
import type { CustomTool } from '../custom-tools.ts';
import type { PolicyOptions } from './policy-options.ts';
import type { Principal, RequestContext } from '../protocol.ts';
import type { JsonObject } from '../../json/value.ts';
import type { PolicySubject, Policy } from './policy.ts';

/** What every call passes, whichever way it came. */
export interface AccessControl {
  policy: Policy;
  /** Whether this caller is shown it. */
  isVisible(governed: PolicySubject, principal: Principal | undefined): boolean;
  /** @throws OpenApiMcpError OPERATION_REFUSED */
  authorize(governed: PolicySubject, context: RequestContext): void;
  /** @throws OpenApiMcpError CONFIRMATION_REFUSED, CONFIRMATION_UNAVAILABLE; InputNeeded */
  confirm(governed: PolicySubject, args: JsonObject, context: RequestContext): Promise<void>;
}

export function createAccessControl(options: PolicyOptions = {}): AccessControl {
  const policy = createPolicy(options);
  let confirmation: Promise<Confirmation> | undefined;

  function missingScopes(governed: PolicySubject, principal: Principal | undefined): string[] {
    return policy.scopesOf(governed).filter((scope) => principal?.scopes.includes(scope) !== true);
  }

  return {
    policy,
    isVisible: (governed, principal) =>
      policy.allows(governed) && missingScopes(governed, principal).length === 0,
    authorize(governed, { principal }) {
      const { name } = governed;
      if (!policy.allows(governed))
        throw new OpenApiMcpError('OPERATION_REFUSED', `${name} may not be called on this server`);
      const missing = missingScopes(governed, principal);
      if (missing.length > 0)
        throw new OpenApiMcpError('OPERATION_REFUSED', `${name} needs the scope ${missing.join(' ')}`, {
          hint: 'Nothing was sent. Get an access token with that scope.',
        });
    },
    async confirm(governed, args, context) {
      if (!policy.requiresConfirmation(governed)) return;
      confirmation ??= import('./confirmation.ts').then(({ createConfirmation }) =>
        createConfirmation(options.confirmKey),
      );
      await (await confirmation).obtain(governed, args, context);
    },
  };
}

/** Tools beside the API under the same policy. */
export function guardTools(gate: AccessControl, tools: CustomTool[]): CustomTool[] {
  return tools
    .filter((tool) => gate.policy.allows(tool))
    .map((tool) => ({
      ...tool,
      async call(args, context) {
        gate.authorize(tool, context);
        await gate.confirm(tool, args, context);
        return tool.call(args, context);
      },
    }));
}
