import { UriTemplate } from '@modelcontextprotocol/sdk/shared/uriTemplate.js';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ApiDescriptor, Json, JsonSchema, OperationDescriptor } from '../../src/runtime/types.ts';

/** A v1 client reads schemas as draft-07, a v2 client and the server as 2020-12. */
export const drafts = ['draft-07', '2020-12'] as const;
export type Draft = (typeof drafts)[number];

/** Says whether a value fits. */
export type Fits = (value: Json) => boolean;

const options = { strict: false, logger: false, addUsedSchema: false } as const;
const compilers = { 'draft-07': new Ajv(options), '2020-12': new Ajv2020(options) };
for (const compiler of Object.values(compilers)) addFormats.default(compiler);

/** Compiles a schema as clients do, the schema itself checked too. */
export function compile(schema: JsonSchema, draft: Draft): Fits {
  const compiler = compilers[draft];
  const validate = compiler.compile(schema);
  compiler.removeSchema(schema);
  return (value) => validate(value) === true;
}

/** What a client would refuse of an API's lists; nothing where all is lawful. */
export function unlawful({ operations }: ApiDescriptor): string[] {
  const names = operations.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [...twice.map((name) => `${name} is there twice`), ...operations.flatMap(unlawfulOperation)];
}

function unlawfulOperation({ name, inputSchema, outputSchema, resource }: OperationDescriptor): string[] {
  const properties = Object.keys(inputSchema['properties'] ?? {});
  const roots = ['anyOf', 'oneOf', 'allOf', '$ref'].filter((keyword) => keyword in inputSchema);
  return [
    ...(/^[a-zA-Z0-9_-]{1,64}$/.test(name) ? [] : [`${name} is no name`]),
    ...properties
      .filter((property) => !/^[a-zA-Z0-9_.-]{1,64}$/.test(property))
      .map((property) => `${property} is no argument`),
    ...(inputSchema['type'] === 'object' ? [] : [`the input of ${name} is no object`]),
    ...(inputSchema['additionalProperties'] === false ? [] : [`${name} takes anything`]),
    ...roots.map((keyword) => `${keyword} at the root of ${name}`),
    ...[inputSchema, outputSchema].flatMap((schema) => (schema === undefined ? [] : uncompilable(schema))),
    ...(resource === undefined ? [] : wrongUri(resource.uri)),
  ];
}

function uncompilable(schema: JsonSchema): string[] {
  return drafts.flatMap((draft) => {
    try {
      compile(schema, draft);
      return [];
    } catch (error) {
      return [`${draft}: ${String(error)} in ${JSON.stringify(schema)}`];
    }
  });
}

/** RFC 6570 §2. */
function wrongUri(uri: string): string[] {
  const name = String.raw`[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*`;
  const literal = String.raw`[!#-$&(-;=?-[\]_a-z~]|%[0-9A-F]{2}`;
  const template = new RegExp(`^(${literal}|\\{${name}\\})*(\\{\\?${name}\\*?(,${name}\\*?)*\\})?$`);
  if (!template.test(uri)) return [`${uri} is no template`];
  const { variableNames } = new UriTemplate(uri);
  return variableNames.length > 0 === uri.includes('{') ? [] : [`${uri} has other variables`];
}
