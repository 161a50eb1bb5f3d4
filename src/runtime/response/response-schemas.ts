import type { RuntimeOptions } from '../runtime-options.ts';
import type { ApiDescriptor } from '../../descriptor.ts';

/** Returns the API with the schemas of its responses. Loads them if the descriptor was stored without them. */
export async function withResponseSchemas(
  api: ApiDescriptor,
  { loadResponses }: Pick<RuntimeOptions, 'loadResponses'>,
): Promise<ApiDescriptor> {
  if (loadResponses === undefined) return api;
  const { definitions, responses } = await loadResponses();
  const operations = api.operations.map((operation) => ({
    ...operation,
    responses: responses[operation.name] ?? operation.responses,
  }));
  return { ...api, definitions, operations };
}
