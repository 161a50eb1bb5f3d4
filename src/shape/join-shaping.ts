import { isOperationMethod } from '../http/method.ts';
import { isJsonObject } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { compilePattern } from '../operation-pattern.ts';
import type { Matches } from '../operation-pattern.ts';
import type { OperationShaping } from './shaping-options.ts';
import type { OperationDescriptor } from '../descriptor.ts';

/** Shaping with its compiled pattern. */
export interface CompiledShaping<Shaping = OperationShaping> {
  pattern: string;
  matches: Matches;
  shaping: Shaping;
}

/** Compiles shaping, in the order of its nearness: a later one replaces parts of an earlier one. */
export function compileShaping<Shaping = OperationShaping>(
  options: Record<string, Shaping>,
): CompiledShaping<Shaping>[] {
  return Object.entries(options)
    .map(([pattern, shaping]) => ({ pattern, matches: compilePattern(pattern), shaping }))
    .toSorted((one, other) => nearness(one.pattern) - nearness(other.pattern));
}

/** Returns true if a pattern matches an operation. */
export function matchesOperation(
  { matches }: Pick<CompiledShaping, 'matches'>,
  { name, aliases = [], method, path, tags }: OperationDescriptor,
): boolean {
  return matches({ names: [name, ...aliases], method, path, tags });
}

/** Joins the shaping of all patterns that match an operation. Arguments are joined by name. */
export function joinShaping(sets: CompiledShaping[]): OperationShaping | undefined {
  if (sets.length === 0) return undefined;
  return sets.reduce<OperationShaping>((joined, { shaping }) => join(joined, shaping), {});
}

function join(far: OperationShaping, near: OperationShaping): OperationShaping {
  const names = new Set([...Object.keys(far.arguments ?? {}), ...Object.keys(near.arguments ?? {})]);
  const entries = [...names].map((name) => [
    name,
    { ...far.arguments?.[name], ...omitUndefined(near.arguments?.[name] ?? {}) },
  ]);
  return {
    ...far,
    ...omitUndefined(near),
    ...(names.size === 0 ? {} : { arguments: Object.fromEntries(entries) }),
    ...joinGroup('result', far, near),
    ...joinGroup('annotations', far, near),
    ...joinGroup('description', far, near),
  };
}

/** Joins a group of both; a text replaces a group. */
function joinGroup(
  key: 'result' | 'annotations' | 'description',
  far: OperationShaping,
  near: OperationShaping,
): OperationShaping {
  const [earlier, later] = [far[key], near[key]];
  if (!isJsonObject(earlier) || !isJsonObject(later)) return {};
  return { [key]: { ...earlier, ...omitUndefined(later) } };
}

/** Returns the nearness of a pattern: methods, tags, paths, methods with paths, names; then by its literal characters. */
function nearness(pattern: string): number {
  const text = pattern.trim();
  const literals = text.replaceAll('*', '').length;
  const isPlain = text.includes('*') ? 0 : 500;
  return 1_000 * kindOf(text) + isPlain + Math.min(literals, 499);
}

function kindOf(text: string): number {
  if (/^\*+$/.test(text)) return 0;
  if (isOperationMethod(text.toLowerCase())) return 1;
  if (text.startsWith('tag:')) return 2;
  if (text.startsWith('/')) return 3;
  return /^\S+\s+\//.test(text) ? 4 : 5;
}
