import type { Operation } from './types.ts';

/** A method that stands alone as a pattern. */
const method = /^(get|put|post|delete|options|head|patch|trace|query)$/i;

/**
 * Which operations `include` and `exclude` leave. A pattern is a tool's name or an operationId, `tag:NAME`, a method, a
 * path, or `METHOD path`; `*` is anything within a path segment, `**` anything. `names` are the tools', in order.
 */
export function selectOperations(
  operations: Operation[],
  { include = [], exclude = [] }: { include?: string[]; exclude?: string[] },
  names: string[] = [],
): Operation[] {
  const included = include.map(compilePattern);
  const excluded = exclude.map(compilePattern);
  return operations.filter(
    (operation, index) =>
      (included.length === 0 || included.some((matches) => matches(operation, names[index]))) &&
      !excluded.some((matches) => matches(operation, names[index])),
  );
}

type Matches = (operation: Operation, name?: string) => boolean;

function compilePattern(pattern: string): Matches {
  const text = pattern.trim();
  if (text.startsWith('tag:')) {
    const tag = glob(text.slice(4).trim());
    return (operation) => operation.tags.some((name) => tag.test(name));
  }
  if (method.test(text)) return (operation) => operation.method === text.toUpperCase();
  if (text.startsWith('/')) {
    const path = glob(text);
    return (operation) => path.test(operation.path);
  }
  const pair = /^(\S+)\s+(\/.*)$/.exec(text);
  if (pair !== null) {
    const verb = glob((pair[1] ?? '').toUpperCase());
    const path = glob(pair[2] ?? '');
    return (operation) => verb.test(operation.method) && path.test(operation.path);
  }
  const id = glob(text);
  return (operation, name) => [operation.id, name].some((known) => known !== undefined && id.test(known));
}

function glob(pattern: string): RegExp {
  const source = pattern
    .split(/(\*+)/)
    .map((part) =>
      part === '*' ? '[^/]*' : part.startsWith('**') ? '.*' : part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'),
    );
  return new RegExp(`^${source.join('')}$`, 's');
}
