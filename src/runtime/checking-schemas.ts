import type { RuntimeOptions } from './runtime-options.ts';
import type { ApiDescriptor } from '../descriptor.ts';

/** Returns the API with its checking schemas. Loads them if the descriptor was stored without them. */
export async function withCheckingSchemas(
  api: ApiDescriptor,
  { loadSchemas }: Pick<RuntimeOptions, 'loadSchemas'>,
): Promise<ApiDescriptor> {
  if (loadSchemas === undefined) return api;
  const { arguments: schemas, responses, requestDefinitions, responseDefinitions } = await loadSchemas();
  const operations = api.operations.map((operation) => {
    const argumentsSchema = schemas[operation.name];
    return {
      ...operation,
      responses: responses[operation.name] ?? operation.responses,
      ...(argumentsSchema === undefined ? {} : { argumentsSchema }),
    };
  });
  return { ...api, requestDefinitions, responseDefinitions, operations };
}
