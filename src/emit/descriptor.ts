import { printData } from './data.ts';
import { header } from './modules.ts';
import type { Modules } from './modules.ts';
import type { EmitTarget, GeneratedFile } from './types.ts';
import type { ApiDescriptor, Json, ResponseSchemas } from '../runtime/types.ts';

/**
 * The descriptor as data: what listing and calling take in one file, the schemas of responses, which only checking an
 * answer takes, in another that is loaded when the first answer comes.
 */
export function emitDescriptor(
  api: ApiDescriptor,
  { data }: Pick<EmitTarget, 'data'>,
  modules: Modules,
): GeneratedFile[] {
  const listed = withoutResponseSchemas(api);
  const responses = responseSchemas(api);
  return data === 'json' ? emitJson(listed, responses, modules) : emitTypeScript(listed, responses, modules);
}

function emitJson(api: ApiDescriptor, responses: ResponseSchemas, modules: Modules): GeneratedFile[] {
  const content = `${header}
import api from './descriptor.json' with { type: 'json' };
import type { ApiDescriptor, ResponseSchemas } from '${modules.runtime}';

// TypeScript reads the texts of JSON as any text at all.
export const descriptor = api as unknown as ApiDescriptor;

/** The schemas of responses, which only checking an answer takes. */
export async function loadResponses(): Promise<ResponseSchemas> {
  const { default: schemas } = await import('./responses.json', { with: { type: 'json' } });
  return schemas as unknown as ResponseSchemas;
}
`;
  return [
    { path: 'descriptor.json', content: `${printData(plain(api))}\n` },
    { path: 'responses.json', content: `${printData(plain(responses))}\n` },
    { path: 'descriptor.ts', content },
  ];
}

function emitTypeScript(api: ApiDescriptor, responses: ResponseSchemas, modules: Modules): GeneratedFile[] {
  const responsesFile = `${header}
import type { ResponseSchemas } from '${modules.runtime}';

export const schemas: ResponseSchemas = ${literalData(plain(responses))};
`;
  const descriptorFile = `${header}
import type { ApiDescriptor, ResponseSchemas } from '${modules.runtime}';

export const descriptor: ApiDescriptor = ${literalData(plain(api))};

/** The schemas of responses, which only checking an answer takes. */
export async function loadResponses(): Promise<ResponseSchemas> {
  const { schemas } = await import('${modules.own('responses')}');
  return schemas;
}
`;
  return [
    { path: 'responses.ts', content: responsesFile },
    { path: 'descriptor.ts', content: descriptorFile },
  ];
}

/** In a literal, unlike in JSON, a key `__proto__` would set the prototype. */
function literalData(value: Json): string {
  return printData(value, (name) => (name === '__proto__' ? '["__proto__"]' : undefined));
}

/** A descriptor is plain JSON, which its type does not tell. */
function plain(value: ApiDescriptor | ResponseSchemas): Json {
  return value as unknown as Json;
}

function withoutResponseSchemas(api: ApiDescriptor): ApiDescriptor {
  const operations = api.operations.map((operation) => ({
    ...operation,
    responses: operation.responses.map((response) => ({
      ...response,
      content: response.content.map(({ mediaType }) => ({ mediaType })),
    })),
  }));
  return { ...api, operations, definitions: {} };
}

function responseSchemas({ definitions, operations }: ApiDescriptor): ResponseSchemas {
  const withSchemas = operations.filter(({ responses }) =>
    responses.some(({ content }) => content.some(({ schema }) => schema !== undefined)),
  );
  return {
    definitions,
    responses: Object.fromEntries(withSchemas.map(({ name, responses }) => [name, responses])),
  };
}
