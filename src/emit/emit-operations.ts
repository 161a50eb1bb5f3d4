import { claimName, nameTypes } from './named-types.ts';
import { comment, propertyKey, typeName } from './typescript-text.ts';
import { isInterface, objectType, schemaComment, typeText } from './type-text.ts';
import { essence, familyOf, isJson } from '../http/media-type.ts';
import type { NamedTypes } from './named-types.ts';
import type { NameReference } from './type-text.ts';
import type { ApiDescriptor, OperationDescriptor, ResponseContent } from '../descriptor.ts';
import type { JsonSchema } from '../json/value.ts';

/** Names of the types of one operation. */
export interface OperationTypeNames {
  arguments: string;
  result: string;
}

/** The text of the module, and the names of the types by operation. */
export interface EmittedOperations {
  text: string;
  names: Map<string, OperationTypeNames>;
}

/**
 * Returns the module of the types of an API: one for each named schema, two for each operation (arguments and result),
 * and `interface Operations`. The API must be described for types.
 *
 * The printer is our own. openapi-typescript prints types of HTTP messages, not of arguments: for GitHub's document 6.5 MB
 * in 6 s, with the TypeScript compiler. json-schema-to-typescript numbers types that occur twice, and depends on prettier
 * and lodash. This printer needs 0.4 s for 2.2 MB.
 */
export function emitOperations(api: ApiDescriptor, reserved: string[] = []): EmittedOperations {
  const named = nameTypes(api, reserved);
  const declarations = named.types.map(({ name, schema, nameOf }) => declare(name, schema, nameOf));
  const operations = api.operations.map((operation) => emitOperation(operation, named));
  const members = operations.map(({ member }) => member).join('\n');
  const text = [
    ...declarations,
    ...operations.flatMap((operation) => operation.declarations),
    `${comment([`The operations of ${api.title}, by tool name.`])}export interface Operations {\n${members}\n}\n`,
  ].join('\n');
  return { text, names: new Map(operations.map(({ name, names }) => [name, names])) };
}

/** Declares an interface if the schema is one object, else a type alias. */
function declare(name: string, schema: JsonSchema, nameOf: NameReference): string {
  const text = schemaComment(schema, '');
  if (isInterface(schema)) return `${text}export interface ${name} ${objectType(schema, nameOf, '')}\n`;
  return `${text}export type ${name} = ${typeText(schema, nameOf)};\n`;
}

function emitOperation(
  operation: OperationDescriptor,
  named: NamedTypes,
): { name: string; names: OperationTypeNames; declarations: string[]; member: string } {
  const base = typeName(operation.name);
  const argumentsName = claimName(`${base}Arguments`, named.taken);
  const resultName = claimName(`${base}Result`, named.taken);
  const { description, deprecated, method, path } = operation;
  const text = comment([description, `\`${method} ${path}\``], {
    indent: '  ',
    tags: deprecated ? ['@deprecated'] : [],
  });
  return {
    name: operation.name,
    names: { arguments: argumentsName, result: resultName },
    declarations: [
      declare(argumentsName, operation.argumentsSchema ?? operation.inputSchema, named.requestName),
      `export type ${resultName} = ${resultType(operation, named.responseName)};\n`,
    ],
    member: `${text}  ${propertyKey(operation.name)}: { arguments: ${argumentsName}; result: ${resultName} };`,
  };
}

/** Returns the type of a successful call's result: the type of JSON, `string` for other text, `Uint8Array` for other bytes. */
function resultType({ method, responses }: OperationDescriptor, nameOf: NameReference): string {
  if (method === 'HEAD') return 'undefined';
  const success = responses.filter(({ status }) => status.startsWith('2'));
  const declared = success.length > 0 ? success : responses.filter(({ status }) => status === 'default');
  const types = declared.flatMap(({ content }) =>
    content.length === 0 ? ['undefined'] : content.map((media) => contentType(media, nameOf)),
  );
  const distinct = [...new Set(types)];
  return distinct.length === 0 || distinct.includes('unknown') ? 'unknown' : distinct.join(' | ');
}

function contentType({ mediaType, schema }: ResponseContent, nameOf: NameReference): string {
  if (isJson(mediaType)) return typeText(schema, nameOf);
  if (mediaType.includes('*') || /json/i.test(mediaType)) return 'unknown';
  switch (familyOf(mediaType)) {
    case 'text':
    case 'xml':
    case 'lines':
    case 'form':
    case 'multipart':
      return 'string';
    case 'bytes':
      // The client inspects such a response: it may be JSON or text.
      return essence(mediaType) === 'application/octet-stream' ? 'unknown' : 'Uint8Array';
    default:
      return 'unknown';
  }
}
