import { isPathPattern } from '../operation-pattern.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { matchesOperation } from './join-shaping.ts';
import type { CompiledShaping } from './join-shaping.ts';
import type { OperationDescriptor, PathRule } from '../descriptor.ts';

/**
 * Returns the rules about confirmations and scopes whose paths the arguments of an operation may make: those for
 * `/users/me` hold for `/users/{id}` with the argument `me`. An argument may lead to any path of a server that decodes it.
 */
export function pathRulesOf(operation: OperationDescriptor, compiled: CompiledShaping[]): PathRule[] {
  if (!operation.path.includes('{')) return [];
  return compiled.flatMap((each): PathRule[] => {
    const { pattern, shaping } = each;
    const rule = omitUndefined({ confirm: shaping.confirm || undefined, scopes: shaping.scopes });
    const isNone = Object.keys(rule).length === 0 || !isPathPattern(pattern);
    if (isNone || matchesOperation(each, operation)) return [];
    return [{ pattern, ...rule }];
  });
}

/** Returns an operation with rules about its URLs. */
export function withPathRules(operation: OperationDescriptor, pathRules: PathRule[]): OperationDescriptor {
  return pathRules.length === 0 ? operation : { ...operation, shaping: { ...operation.shaping, pathRules } };
}
