import type { RuntimeOptions } from '../runtime-options.ts';
import type { ApiDescriptor } from '../../descriptor.ts';

/** The API with the schemas of its responses, where its descriptor came without them. */
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
