import { OpenApiMcpError } from '../../errors.ts';
import { auditCalls } from './audit-calls.ts';
import { listsByScope } from './lists-by-scope.ts';
import { policyCapabilities } from './capabilities.ts';
import { applyPolicy, createPolicy } from './policy.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { ServedPart } from '../served-part.ts';
import type { Principal } from '../protocol.ts';
import type { AccessControl, PolicySubject } from './access-control.ts';
import type { Confirmation } from './confirmation.ts';
import type { GovernanceOptions } from './governance-options.ts';

/** Creates the access control of a policy and an audit log. The policies of its parts hold besides. */
export function createAccessControl(
  { policy: options = {}, audit }: GovernanceOptions,
  parts: readonly ServedPart[] = [],
): AccessControl {
  const shared = createPolicy(options);
  const policy = policyCapabilities.joinPolicies?.(shared, parts) ?? shared;
  const scopes = [...new Set(policy.scopes)];
  let confirmation: Promise<Confirmation> | undefined;

  function missingScopes(subject: PolicySubject, principal: Principal | undefined): string[] {
    return lacking(policy.scopesOf(subject), principal);
  }

  const accessControl: AccessControl = {
    scopes,
    selectFrom(api) {
      const selected = applyPolicy(api, policy);
      const own = selected.operations.flatMap(scopesOfShaping);
      for (const scope of own) if (!scopes.includes(scope)) scopes.push(scope);
      return selected;
    },
    guardTools: (tools) =>
      tools
        .filter((tool) => policy.allows(tool))
        .map((tool) => ({
          ...tool,
          async call(args, context) {
            accessControl.authorize(tool, context);
            await accessControl.confirm(tool, args, context);
            return tool.call(args, context);
          },
        })),
    isVisible: (subject, principal) =>
      policy.allows(subject) && missingScopes(subject, principal).length === 0,
    listsFor: (build) => listsByScope(scopes, accessControl, build),
    authorize(subject, { principal }) {
      const { name } = subject;
      if (!policy.allows(subject))
        throw new OpenApiMcpError('OPERATION_REFUSED', `${name} may not be called on this server`);
      refuseWithout(missingScopes(subject, principal), name);
    },
    hasPathRules: policy.hasPathRules,
    authorizeTarget(subject, target, { principal }) {
      const { name, method = '' } = subject;
      const [path = ''] = target.target.split('?');
      const reason = target.isRedirect === true ? 'since the API redirects it' : 'with these arguments';
      const hint = target.isRedirect === true ? 'The redirect was not followed.' : nothingSent;
      if (!policy.allowsTarget(subject, target))
        throw new OpenApiMcpError(
          'OPERATION_REFUSED',
          `${name} may not be called ${reason} on this server: ${method} ${path} is denied`,
          { hint },
        );
      refuseWithout(lacking(policy.scopesOfTarget(subject, target), principal), `${method} ${path}`, hint);
    },
    requiresConfirmation: (subject, target) => policy.requiresConfirmation(subject, target),
    async confirm(subject, args, context, target) {
      if (!policy.requiresConfirmation(subject, target)) return;
      confirmation ??= import('./confirmation.ts').then(({ createConfirmation }) =>
        createConfirmation(options.confirmKey, options.useConfirmation),
      );
      await (await confirmation).obtain(subject, args, context, target?.shown);
    },
    audited: (handlers) => (audit === undefined ? handlers : auditCalls(handlers, audit)),
  };
  return accessControl;
}

function lacking(scopes: string[], principal: Principal | undefined): string[] {
  return scopes.filter((scope) => principal?.scopes.includes(scope) !== true);
}

const nothingSent = 'Nothing was sent.';

/** @throws OpenApiMcpError OPERATION_REFUSED if scopes are missing */
function refuseWithout(missing: string[], name: string, hint = nothingSent): void {
  if (missing.length === 0) return;
  throw new OpenApiMcpError('OPERATION_REFUSED', `${name} needs the scope ${missing.join(' ')}`, {
    hint: `${hint} Get an access token with that scope.`,
  });
}

/** Returns the scopes that rules of an operation's own name. */
function scopesOfShaping({ shaping = {} }: OperationDescriptor): string[] {
  const { scopes = [], pathRules = [] } = shaping;
  return [...scopes, ...pathRules.flatMap((rule) => rule.scopes ?? [])];
}
