import { plain, printData } from './print-data.ts';
import { header } from './module-comment.ts';
import { shareSchemas } from './share-schemas.ts';
import type { Modules } from './module-specifiers.ts';
import type { EmitTarget, GeneratedFile } from './generated-file.ts';
import type { ApiDescriptor, CheckingSchemas, SharedDescriptor } from '../descriptor.ts';
import type { Json } from '../json/value.ts';

/**
 * Returns the files of the descriptor. The checking schemas, which only calls need, are in a
 * file of their own, which is loaded at the first call.
 */
export function emitDescriptor(
  api: ApiDescriptor,
  { data }: Pick<EmitTarget, 'data'>,
  modules: Modules,
): GeneratedFile[] {
  const listed = withoutCheckingSchemas(api);
  const stored = shareSchemas(listed) ?? listed;
  const schemas = checkingSchemas(api);
  return data === 'json' ? emitJson(stored, schemas, modules) : emitTypeScript(stored, schemas, modules);
}

type StoredDescriptor = ApiDescriptor | SharedDescriptor;

function emitJson(api: StoredDescriptor, checking: CheckingSchemas, modules: Modules): GeneratedFile[] {
  const isShared = 'sharedSchemas' in api;
  const content = `${header}
// @ts-nocheck The compiler would infer a type of every value in the JSON, which takes long.

import api from './descriptor.json' with { type: 'json' };
${imports(isShared, modules)}import type { ApiDescriptor, CheckingSchemas } from '${modules.runtime}';

export const descriptor: ApiDescriptor = ${isShared ? 'withSharedSchemas(api)' : 'api'};

/** Loads the checking schemas, which only calls need. */
export async function loadSchemas(): Promise<CheckingSchemas> {
  const { default: schemas } = await import('./schemas.json', { with: { type: 'json' } });
  return schemas;
}
`;
  return [
    { path: 'descriptor.json', content: `${printData(plain(api))}\n` },
    { path: 'schemas.json', content: `${printData(plain(checking))}\n` },
    { path: 'descriptor.ts', content },
  ];
}

function emitTypeScript(api: StoredDescriptor, checking: CheckingSchemas, modules: Modules): GeneratedFile[] {
  const isShared = 'sharedSchemas' in api;
  const data = literalData(plain(api));
  const schemasFile = `${header}
import type { CheckingSchemas } from '${modules.runtime}';

export const schemas: CheckingSchemas = ${literalData(plain(checking))};
`;
  const descriptorFile = `${header}
${imports(isShared, modules)}import type { ApiDescriptor, CheckingSchemas } from '${modules.runtime}';

export const descriptor: ApiDescriptor = ${isShared ? `withSharedSchemas(${data})` : data};

/** Loads the checking schemas, which only calls need. */
export async function loadSchemas(): Promise<CheckingSchemas> {
  const { schemas } = await import('${modules.own('schemas')}');
  return schemas;
}
`;
  return [
    { path: 'schemas.ts', content: schemasFile },
    { path: 'descriptor.ts', content: descriptorFile },
  ];
}

function imports(isShared: boolean, { runtime }: Modules): string {
  return isShared ? `import { withSharedSchemas } from '${runtime}';\n` : '';
}

/** Prints data as a literal, in which a key `__proto__` would set the prototype, unlike in JSON. */
export function literalData(value: Json): string {
  return printData(value, (name) => (name === '__proto__' ? '["__proto__"]' : undefined));
}

function withoutCheckingSchemas(api: ApiDescriptor): ApiDescriptor {
  const operations = api.operations.map(({ argumentsSchema: _, ...operation }) => ({
    ...operation,
    responses: operation.responses.map((response) => ({
      ...response,
      content: response.content.map(({ mediaType }) => ({ mediaType })),
    })),
  }));
  return { ...api, operations, requestDefinitions: {}, responseDefinitions: {} };
}

function checkingSchemas(api: ApiDescriptor): CheckingSchemas {
  const { operations, requestDefinitions, responseDefinitions } = api;
  const withSchemas = operations.filter(({ responses }) =>
    responses.some(({ content }) => content.some(({ schema }) => schema !== undefined)),
  );
  return {
    arguments: Object.fromEntries(
      operations.flatMap(({ name, argumentsSchema }) =>
        argumentsSchema === undefined ? [] : [[name, argumentsSchema] as const],
      ),
    ),
    responses: Object.fromEntries(withSchemas.map(({ name, responses }) => [name, responses])),
    requestDefinitions,
    responseDefinitions,
  };
}
