import { OpenApiMcpError } from '../../errors.ts';
import { createPolicy } from './policy.ts';
import type { Confirmation } from './confirmation.ts';
import type { CustomTool } from '../custom-tools.ts';
import type { PolicyOptions } from './policy-options.ts';
import type { Principal, RequestContext } from '../protocol.ts';
import type { JsonObject } from '../../json/value.ts';
import type { PolicySubject, Policy } from './policy.ts';

/** Authorizes every call, whether it comes as a tool, a resource or a search. */
export interface AccessControl {
  policy: Policy;
  /** Returns true for an operation or tool that this caller may see. */
  isVisible(subject: PolicySubject, principal: Principal | undefined): boolean;
  /**
   * Checks that this caller may call an operation or a tool.
   *
   * @throws OpenApiMcpError OPERATION_REFUSED
   */
  authorize(subject: PolicySubject, context: RequestContext): void;
  /**
   * Asks a person to confirm the call, if the policy requires it. `target` is the path and query that would be sent.
   *
   * @throws OpenApiMcpError CONFIRMATION_REFUSED, CONFIRMATION_UNAVAILABLE; InputRequired
   */
  confirm(subject: PolicySubject, args: JsonObject, context: RequestContext, target?: string): Promise<void>;
}

/** Creates the access control of a policy. */
export function createAccessControl(options: PolicyOptions = {}): AccessControl {
  const policy = createPolicy(options);
  let confirmation: Promise<Confirmation> | undefined;

  function missingScopes(subject: PolicySubject, principal: Principal | undefined): string[] {
    return policy.scopesOf(subject).filter((scope) => principal?.scopes.includes(scope) !== true);
  }

  return {
    policy,
    isVisible: (subject, principal) =>
      policy.allows(subject) && missingScopes(subject, principal).length === 0,
    authorize(subject, { principal }) {
      const { name } = subject;
      if (!policy.allows(subject))
        throw new OpenApiMcpError('OPERATION_REFUSED', `${name} may not be called on this server`);
      const missing = missingScopes(subject, principal);
      if (missing.length > 0)
        throw new OpenApiMcpError('OPERATION_REFUSED', `${name} needs the scope ${missing.join(' ')}`, {
          hint: 'Nothing was sent. Get an access token with that scope.',
        });
    },
    async confirm(subject, args, context, target) {
      if (!policy.requiresConfirmation(subject)) return;
      confirmation ??= import('./confirmation.ts').then(({ createConfirmation }) =>
        createConfirmation(options.confirmKey),
      );
      await (await confirmation).obtain(subject, args, context, target);
    },
  };
}

/** Applies the policy to custom tools. */
export function guardTools(accessControl: AccessControl, tools: CustomTool[]): CustomTool[] {
  return tools
    .filter((tool) => accessControl.policy.allows(tool))
    .map((tool) => ({
      ...tool,
      async call(args, context) {
        accessControl.authorize(tool, context);
        await accessControl.confirm(tool, args, context);
        return tool.call(args, context);
      },
    }));
}
