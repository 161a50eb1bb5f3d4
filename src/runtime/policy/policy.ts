import { safeMethods } from '../../http/method.ts';
import { OpenApiMcpError } from '../../errors.ts';
import { compilePattern } from '../../operation-pattern.ts';
import type { PatternTarget } from '../../operation-pattern.ts';
import type { PolicyOptions } from './policy-options.ts';
import type { ApiDescriptor, ToolAnnotations } from '../../descriptor.ts';

/** What a policy rules over: an operation, or a tool beside the API. */
export interface PolicySubject {
  name: string;
  aliases?: string[];
  tags?: string[];
  method?: string;
  path?: string;
  annotations?: Partial<ToolAnnotations>;
}

/** Who may call what, and what is asked about before. */
export interface Policy {
  /** Whether anyone may call it. */
  allows(governed: PolicySubject): boolean;
  /** What a caller's token has to hold, of all rules that it matches. */
  scopesOf(governed: PolicySubject): string[];
  /** Whether a person is asked before it is called. */
  requiresConfirmation(governed: PolicySubject): boolean;
}

export function createPolicy({
  readOnly = false,
  allow,
  deny = [],
  toolScopes = {},
  confirm,
}: PolicyOptions): Policy {
  const allowed = allow?.map(compilePattern);
  const denied = deny.map(compilePattern);
  const rules = Object.entries(toolScopes).map(
    ([pattern, scopes]) => [compilePattern(pattern), scopes] as const,
  );
  return {
    allows(governed) {
      const target = targetOf(governed);
      return (
        (!readOnly || isReadOnly(governed)) &&
        (allowed === undefined || allowed.some((matches) => matches(target))) &&
        !denied.some((matches) => matches(target))
      );
    },
    scopesOf(governed) {
      if (rules.length === 0) return [];
      const target = targetOf(governed);
      return [...new Set(rules.flatMap(([matches, scopes]) => (matches(target) ? scopes : [])))];
    },
    requiresConfirmation(governed) {
      if (confirm === undefined || isReadOnly(governed)) return false;
      return confirm === 'write' || isDestructive(governed);
    },
  };
}

/**
 * The API with the operations that the policy leaves, which is all that a server then knows of.
 *
 * @throws OpenApiMcpError SELECTION_EMPTY
 */
export function applyPolicy(api: ApiDescriptor, options: PolicyOptions = {}): ApiDescriptor {
  const policy = createPolicy(options);
  const operations = api.operations.filter((operation) => policy.allows(operation));
  if (operations.length === api.operations.length) return api;
  if (operations.length === 0)
    throw new OpenApiMcpError(
      'SELECTION_EMPTY',
      `The policy leaves none of ${api.operations.length} operations`,
      {
        hint: 'Loosen --read-only, --allow or --deny.',
      },
    );
  return { ...api, operations };
}

/** Patterns that match nothing: most often a slip, and what was to be denied is not. */
export function idlePatterns(
  { operations }: Pick<ApiDescriptor, 'operations'>,
  { allow = [], deny = [], toolScopes = {} }: PolicyOptions = {},
): string[] {
  const targets = operations.map(targetOf);
  return [...allow, ...deny, ...Object.keys(toolScopes)].filter((pattern) => {
    const matches = compilePattern(pattern);
    return !targets.some((target) => matches(target));
  });
}

function targetOf({ name, aliases = [], tags, method, path }: PolicySubject): PatternTarget {
  return {
    names: [name, ...aliases],
    ...(tags === undefined ? {} : { tags }),
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
  };
}

/** Of an operation its method tells, whatever it is annotated with. */
function isReadOnly({ method, annotations }: PolicySubject): boolean {
  return method === undefined ? annotations?.readOnlyHint === true : safeMethods.has(method);
}

/** What says nothing of itself may be (MCP 2025-11-25, `ToolAnnotations.destructiveHint`). */
function isDestructive({ annotations }: PolicySubject): boolean {
  return annotations?.destructiveHint !== false;
}
