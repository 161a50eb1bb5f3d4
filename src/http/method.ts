/** The HTTP methods that a path item has a field for, as the fields are named (OpenAPI 3.2 §4.9.1). */
export const operationMethods = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
  'query',
] as const;

const fields: ReadonlySet<string> = new Set(operationMethods);

/** Returns true for the name of a field of a path item that holds an operation. */
export function isOperationMethod(name: string): boolean {
  return fields.has(name);
}

/** Methods that change nothing on the server (RFC 9110 §9.2.1), `QUERY` among them. */
export const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

/** Methods whose requests may be repeated (RFC 9110 §9.2.2). */
export const idempotentMethods: ReadonlySet<string> = new Set([...safeMethods, 'PUT', 'DELETE']);
