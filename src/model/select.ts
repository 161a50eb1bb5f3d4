import type { Operation } from './types.ts';

/** A method that stands alone as a pattern. */
const method = /^(get|put|post|delete|options|head|patch|trace|query)$/i;

/**
 * Which operations `include` and `exclude` leave. A pattern is an operationId, `tag:NAME`, a method, a path, or
 * `METHOD path`; `*` is anything within a path segment, `**` anything.
 */
export function selectOperations(
  operations: Operation[],
  { include = [], exclude = [] }: { include?: string[]; exclude?: string[] },
): Operation[] {
  const included = include.map(compilePattern);
  const excluded = exclude.map(compilePattern);
  return operations.filter(
    (operation) =>
      (included.length === 0 || included.some((matches) => matches(operation))) &&
      !excluded.some((matches) => matches(operation)),
  );
}

function compilePattern(pattern: string): (operation: Operation) => boolean {
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
  return (operation) => operation.id !== undefined && id.test(operation.id);
}

function glob(pattern: string): RegExp {
  const source = pattern
    .split(/(\*+)/)
    .map((part) =>
      part === '*' ? '[^/]*' : part.startsWith('**') ? '.*' : part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'),
    );
  return new RegExp(`^${source.join('')}$`, 's');
}
