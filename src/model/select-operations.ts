import { compilePattern } from '../operation-pattern.ts';
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

/** Returns the subject that patterns match: an operation, with the name of its tool. */
export function targetOf({ id, method, path, tags }: Operation, name: string | undefined): PatternTarget {
  return { names: [id, name].filter((known) => known !== undefined), method, path, tags };
}
