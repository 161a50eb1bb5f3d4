import { nearestName } from '../schema/nearest-name.ts';
import { compilePattern } from '../operation-pattern.ts';
import { isOperationMethod } from '../http/method.ts';
import type { PatternTarget } from '../operation-pattern.ts';
import type { Operation } from './api-model.ts';

/**
 * Returns the operations that `x-mcp`, `include` and `exclude` leave. The two lists hold patterns as `compilePattern`
 * reads them. `names` are the names of the tools, in the order of the operations.
 */
export function selectOperations(
  operations: Operation[],
  { include = [], exclude = [] }: { include?: string[] | undefined; exclude?: string[] | undefined },
  names: string[] = [],
): Operation[] {
  const included = include.map(compilePattern);
  const excluded = exclude.map(compilePattern);
  return operations.filter((operation, index) => {
    const target = targetOf(operation, names[index]);
    return (
      operation.exposure?.enabled !== false &&
      (included.length === 0 || included.some((matches) => matches(target))) &&
      !excluded.some((matches) => matches(target))
    );
  });
}

/**
 * Returns a sentence for each pattern of `include` and `exclude` that matches no operation, with the one that was probably
 * meant. A method that no operation has is no mistake.
 */
export function unmatchedSelectors(
  operations: Operation[],
  { include = [], exclude = [] }: { include?: string[] | undefined; exclude?: string[] | undefined },
  names: string[] = [],
): string[] {
  const targets = operations.map((operation, index) => targetOf(operation, names[index]));
  const describe = (option: string, pattern: string): string[] => {
    const text = pattern.trim();
    const matches = compilePattern(text);
    if (isOperationMethod(text.toLowerCase()) || targets.some(matches)) return [];
    const meant = new Map(targets.flatMap(patternsOf));
    const nearest = nearestName(text, [...meant.keys()]);
    const hint = nearest === undefined ? '' : `; did you mean ${meant.get(nearest)}?`;
    return [`${option} ${JSON.stringify(pattern)} matches no operation${hint}`];
  };
  return [
    ...include.flatMap((pattern) => describe('include', pattern)),
    ...exclude.flatMap((pattern) => describe('exclude', pattern)),
  ];
}

/** Returns what a person may write for a subject, with the pattern that matches it. */
function patternsOf({ names, tags = [], method, path }: PatternTarget): [written: string, pattern: string][] {
  const own = [...names, ...(path === undefined ? [] : [path, `${method} ${path}`])];
  const labels = tags.map((tag) => `tag:${tag}`);
  return [
    ...tags.map((tag): [string, string] => [tag, `tag:${tag}`]),
    ...[...labels, ...own].map((pattern): [string, string] => [pattern, pattern]),
  ];
}

/** Returns the subject that patterns match: an operation, with the name of its tool. */
export function targetOf({ id, method, path, tags }: Operation, name: string | undefined): PatternTarget {
  return { names: [id, name].filter((known) => known !== undefined), method, path, tags };
}
