import { compileShaping, matchesOperation } from '../shape/join-shaping.ts';
import type { CallHooks, HookedCall } from '../runtime/extension-options.ts';
import type { CompiledShaping } from '../shape/join-shaping.ts';
import type { OperationShaping } from '../shape/shaping-options.ts';

/** The changes to operations in a config file, by pattern. A program can hold hooks beside them. */
export type ConfigOperations = Record<string, OperationShaping & { hooks?: CallHooks | undefined }>;

/** Hooks by the pattern of their operations. */
export type PatternHooks = Record<string, CallHooks>;

/** Returns hooks that run those of all patterns that match the operation, the nearest first, and then those for all calls. */
export function joinHooks(patterns: PatternHooks, forAll: CallHooks | undefined): CallHooks | undefined {
  if (Object.keys(patterns).length === 0) return forAll;
  // An invalid pattern is an error of the shaping, which is read before the first call.
  let compiled: CompiledShaping<CallHooks>[] | undefined;
  const hooksOf = ({ operation }: HookedCall): CallHooks[] => [
    ...(compiled ??= compileShaping(patterns).toReversed())
      .filter((each) => matchesOperation(each, operation))
      .map(({ shaping }) => shaping),
    ...(forAll === undefined ? [] : [forAll]),
  ];
  return {
    async beforeRequest(request, call) {
      let current = request;
      for (const hooks of hooksOf(call)) current = (await hooks.beforeRequest?.(current, call)) ?? current;
      return current;
    },
    async afterResponse(response, call) {
      let current = response;
      for (const hooks of hooksOf(call)) current = (await hooks.afterResponse?.(current, call)) ?? current;
      return current;
    },
  };
}
