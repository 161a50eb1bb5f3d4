import type { OperationDescriptor } from '../../descriptor.ts';

/** Returns the URI that reads an operation without arguments, or `undefined` if it requires some. */
export function fixedUri({
  resource,
  inputSchema,
}: Pick<OperationDescriptor, 'resource' | 'inputSchema'>): string | undefined {
  const { required } = inputSchema;
  if (resource === undefined || (Array.isArray(required) && required.length > 0)) return undefined;
  const [uri = ''] = resource.uri.split('{?');
  return uri.includes('{') ? undefined : uri;
}
