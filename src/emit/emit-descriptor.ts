import { plain, printData } from './print-data.ts';
import { header } from './module-comment.ts';
import { shareSchemas } from './share-schemas.ts';
import type { Modules } from './module-specifiers.ts';
import type { EmitTarget, GeneratedFile } from './generated-file.ts';
import type { ApiDescriptor, ResponseSchemas, SharedDescriptor } from '../descriptor.ts';
import type { Json } from '../json/value.ts';

/**
 * Returns the files of the descriptor. The schemas of responses, which only the validation of responses needs, are in a
 * file of their own, which is loaded at the first call.
 */
export function emitDescriptor(
  api: ApiDescriptor,
  { data }: Pick<EmitTarget, 'data'>,
  modules: Modules,
): GeneratedFile[] {
  const listed = withoutResponseSchemas(api);
  const stored = shareSchemas(listed) ?? listed;
  const responses = responseSchemas(api);
  return data === 'json' ? emitJson(stored, responses, modules) : emitTypeScript(stored, responses, modules);
}

type StoredDescriptor = ApiDescriptor | SharedDescriptor;

function emitJson(api: StoredDescriptor, responses: ResponseSchemas, modules: Modules): GeneratedFile[] {
  const isShared = 'sharedSchemas' in api;
  const content = `${header}
// @ts-nocheck The compiler would infer a type of every value in the JSON, which takes long.

import api from './descriptor.json' with { type: 'json' };
${imports(isShared, modules)}import type { ApiDescriptor, ResponseSchemas } from '${modules.runtime}';

export const descriptor: ApiDescriptor = ${isShared ? 'withSharedSchemas(api)' : 'api'};

/** Loads the schemas of responses, which only the validation of responses needs. */
export async function loadResponses(): Promise<ResponseSchemas> {
  const { default: schemas } = await import('./responses.json', { with: { type: 'json' } });
  return schemas;
}
`;
  return [
    { path: 'descriptor.json', content: `${printData(plain(api))}\n` },
    { path: 'responses.json', content: `${printData(plain(responses))}\n` },
    { path: 'descriptor.ts', content },
  ];
}

function emitTypeScript(
  api: StoredDescriptor,
  responses: ResponseSchemas,
  modules: Modules,
): GeneratedFile[] {
  const isShared = 'sharedSchemas' in api;
  const data = literalData(plain(api));
  const responsesFile = `${header}
import type { ResponseSchemas } from '${modules.runtime}';

export const schemas: ResponseSchemas = ${literalData(plain(responses))};
`;
  const descriptorFile = `${header}
${imports(isShared, modules)}import type { ApiDescriptor, ResponseSchemas } from '${modules.runtime}';

export const descriptor: ApiDescriptor = ${isShared ? `withSharedSchemas(${data})` : data};

/** Loads the schemas of responses, which only the validation of responses needs. */
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

function imports(isShared: boolean, { runtime }: Modules): string {
  return isShared ? `import { withSharedSchemas } from '${runtime}';\n` : '';
}

/** Prints data as a literal, in which a key `__proto__` would set the prototype, unlike in JSON. */
function literalData(value: Json): string {
  return printData(value, (name) => (name === '__proto__' ? '["__proto__"]' : undefined));
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
