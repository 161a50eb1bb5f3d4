import { safeMethods } from '../../http/method.ts';
import { OpenApiMcpError } from '../../errors.ts';
import { compilePattern, fitsTemplate, isPathPattern } from '../../operation-pattern.ts';
import { compilePathPattern, pathsOf } from './request-paths.ts';
import type { PatternTarget } from '../../operation-pattern.ts';
import type { PolicySubject, RequestTarget } from './access-control.ts';
import type { PolicyOptions } from './policy-options.ts';
import type { ApiDescriptor, PathRule } from '../../descriptor.ts';

/** The rules about operations and tools: who may call them, and which calls a person must confirm. */
export interface Policy {
  /** Returns true if any caller may call the operation or tool. */
  allows(subject: PolicySubject): boolean;
  /** The scopes that rules name. */
  scopes: string[];
  /** Returns the scopes that a caller needs, of all rules that match. */
  scopesOf(subject: PolicySubject): string[];
  /** True if a rule about paths holds for the URL of each call as well. */
  hasPathRules: boolean;
  /** Returns false if a rule denies the URL of a call, whatever the template of the operation is. */
  allowsTarget(subject: PolicySubject, target: RequestTarget): boolean;
  /** Returns the scopes that the rules about paths require for the URL of a call. */
  scopesOfTarget(subject: PolicySubject, target: RequestTarget): string[];
  /** Returns true if a person must confirm each call, or the one whose URL is given. */
  requiresConfirmation(subject: PolicySubject, target?: RequestTarget): boolean;
}

/** Creates a policy from options. */
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
  const deniedPaths = deny.filter(isPathPattern);
  const pathRules = Object.entries(toolScopes).filter(([pattern]) => isPathPattern(pattern));
  return {
    scopes: Object.values(toolScopes).flat(),
    hasPathRules: deniedPaths.length + pathRules.length > 0,
    allowsTarget: (subject, target) =>
      !deniedPaths.some((pattern) => matchesTarget(pattern, subject, target)),
    scopesOfTarget: (subject, target) => [
      ...new Set([
        ...pathRules.flatMap(([pattern, scopes]) => (matchesTarget(pattern, subject, target) ? scopes : [])),
        ...rulesOfTarget(subject, target).flatMap(({ scopes }) => scopes ?? []),
      ]),
    ],
    allows(subject) {
      const target = targetOf(subject);
      return (
        (!readOnly || isReadOnly(subject)) &&
        (allowed === undefined || allowed.some((matches) => matches(target))) &&
        !denied.some((matches) => matches(target))
      );
    },
    scopesOf(subject) {
      const own = subject.shaping?.scopes ?? [];
      if (rules.length === 0) return own;
      const target = targetOf(subject);
      return [...new Set([...own, ...rules.flatMap(([matches, scopes]) => (matches(target) ? scopes : []))])];
    },
    requiresConfirmation(subject, target) {
      if (target !== undefined && rulesOfTarget(subject, target).some((rule) => rule.confirm)) return true;
      if (subject.shaping?.confirm !== undefined) return subject.shaping.confirm;
      if (confirm === undefined || isReadOnly(subject)) return false;
      return confirm === 'write' || isDestructive(subject);
    },
  };
}

/**
 * Returns the API with the operations that the policy allows. The rest of the server does not know the others.
 *
 * @throws OpenApiMcpError SELECTION_EMPTY
 */
export function applyPolicy(api: ApiDescriptor, policy: Pick<Policy, 'allows'>): ApiDescriptor {
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

/** Returns the patterns that match no operation and no URL of one, which are probably misspelt. */
export function unmatchedPatterns(
  { operations }: Pick<ApiDescriptor, 'operations'>,
  { allow = [], deny = [], toolScopes = {} }: PolicyOptions = {},
): string[] {
  const unmatched = (patterns: string[]): string[] =>
    patterns.filter((pattern) => {
      const matches = compilePattern(pattern);
      return !operations.some((operation) => matches(targetOf(operation)));
    });
  const restricting = unmatched([...deny, ...Object.keys(toolScopes)]);
  return [
    ...unmatched(allow),
    ...restricting.filter((pattern) => !operations.some(({ path }) => fitsTemplate(pattern, path))),
  ];
}

/** Returns the rules of other operations that hold for a URL. */
function rulesOfTarget(subject: PolicySubject, target: RequestTarget): PathRule[] {
  return subject.shaping?.pathRules?.filter(({ pattern }) => matchesTarget(pattern, subject, target)) ?? [];
}

function matchesTarget(pattern: string, subject: PolicySubject, request: RequestTarget): boolean {
  const matchers = compilePathPattern(pattern, request.basePath);
  const paths = pathsOf(request);
  return matchers.some((matches) => paths.some((path) => matches({ ...targetOf(subject), path })));
}

function targetOf({ name, aliases = [], tags, method, path }: PolicySubject): PatternTarget {
  return {
    names: [name, ...aliases],
    ...(tags === undefined ? {} : { tags }),
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
  };
}

/** Returns true for a safe method, unless the annotations are stricter, and for a custom tool with the annotation. */
function isReadOnly({ method, annotations }: PolicySubject): boolean {
  if (method === undefined) return annotations?.readOnlyHint === true;
  return (
    safeMethods.has(method) && annotations?.readOnlyHint !== false && annotations?.destructiveHint !== true
  );
}

/** Returns false only with an explicit hint (MCP 2025-11-25, `ToolAnnotations.destructiveHint`). */
function isDestructive({ annotations }: PolicySubject): boolean {
  return annotations?.destructiveHint !== false;
}
