import { idempotentMethods, safeMethods } from '../http/method.ts';
import { addFilterArgument } from './filter-argument.ts';
import { describeInput } from './input-schema.ts';
import { nameOperations, slug } from './operation-names.ts';
import { describeOutput } from './output-schema.ts';
import { describeResource, resourceScheme } from './describe-resource.ts';
import { describeResponses } from './describe-responses.ts';
import { apiInstructions, operationDescription } from './descriptions.ts';
import { optional } from '../json/omit-undefined.ts';
import { createMemo } from '../model/memoize.ts';
import { createSchemaReader } from '../model/schema-reader.ts';
import { titleLimit } from '../model/visible-text.ts';
import { truncate } from '../json/truncate.ts';
import type { OutputMode } from './output-schema.ts';
import type { Report } from '../errors.ts';
import type { InputContext } from './input-schema.ts';
import type { ResponseContext } from './describe-responses.ts';
import type { ApiModel, Operation } from '../model/api-model.ts';
import type { DescribeOptions } from './describe-options.ts';
import type { ApiDescriptor, OperationDescriptor, ToolAnnotations } from '../descriptor.ts';

/**
 * `operations`: those that are exposed, all by default. `isForTypes`: for a printer of types, which wants each schema
 * whole and once, and is not served.
 */
type ModelOptions = Pick<
  DescribeOptions,
  'name' | 'outputSchema' | 'refs' | 'responseFilter' | 'validateResponses'
> & {
  operations?: Operation[];
  isForTypes?: boolean;
};

/** What the operations of one API share while they are described. */
interface Shared extends InputContext, ResponseContext {
  scheme: string;
  outputs: OutputMode;
  hasFilter: boolean;
}

/** Describes a model as a server: the last word on names, schemas and resources. */
export function describeModel(model: ApiModel, options: ModelOptions, report: Report): ApiDescriptor {
  const name = options.name === undefined ? slug(model.title) : slug(options.name);
  const { operations = model.operations, isForTypes = false } = options;
  // Names come from the whole document, so that a selection renames nothing.
  const names = new Map(
    nameOperations(model.operations).map((tool, index) => [model.operations[index], tool] as const),
  );
  const shared: Shared = {
    document: model.document,
    // OpenAPI 3.1 §4.8.15.1: since then a schema without a type stands for bytes.
    typelessIsBytes: !/^(2|3\.0)\b/.test(model.declaredVersion ?? ''),
    scheme: resourceScheme(name),
    schemas: createSchemaReader(model.document, report, { isDiscriminating: isForTypes }),
    refs: isForTypes ? 'defs' : options.refs,
    isWhole: isForTypes,
    properties: { inline: createMemo(), definitions: createMemo() },
    cut: [],
    definitions: new Map(),
    contents: createMemo(),
    outputs: isForTypes ? 'off' : outputMode(options),
    hasFilter: options.responseFilter === true,
  };
  const described = operations.map((operation) =>
    describeOperation(operation, names.get(operation) ?? operation.method, shared),
  );
  for (const { method, path, pointer } of shared.cut) {
    const message = `the input of ${method} ${path} is too long: what is deepest takes anything`;
    report({ kind: 'relaxed', pointer, message });
  }
  return {
    format: 1,
    name,
    scheme: shared.scheme,
    title: model.title,
    version: model.version,
    instructions: apiInstructions(model, operations),
    ...optional('location', model.location),
    servers: model.servers,
    securitySchemes: model.securitySchemes,
    operations: described,
    definitions: Object.fromEntries(shared.definitions),
  };
}

/** A filter may make anything of an answer, so nothing is promised then. */
function outputMode({ outputSchema, validateResponses, responseFilter }: ModelOptions): OutputMode {
  if (outputSchema === 'off') return 'off';
  return validateResponses === 'strict' && responseFilter !== true ? 'strict' : 'describing';
}

function describeOperation(operation: Operation, name: string, shared: Shared): OperationDescriptor {
  const { scheme, schemas, outputs, hasFilter } = shared;
  const input = describeInput(operation, shared);
  return {
    name,
    ...(operation.id === undefined || operation.id === name ? {} : { aliases: [operation.id] }),
    ...optional('title', operation.summary && truncate(operation.summary, titleLimit)),
    description: operationDescription(operation),
    annotations: annotate(operation),
    method: operation.method,
    path: operation.path,
    tags: operation.tags,
    deprecated: operation.deprecated,
    ...optional('servers', operation.servers),
    ...input,
    ...(hasFilter ? { inputSchema: addFilterArgument(input.inputSchema, operation) } : {}),
    ...optional('security', operation.security),
    responses: describeResponses(operation, shared),
    ...optional('outputSchema', describeOutput(operation, schemas, outputs)),
    ...optional('resource', describeResource(operation, input, scheme)),
  };
}

/**
 * MCP calls an update destructive unless it only adds something. POST adds; PUT and PATCH overwrite what was there, and
 * of a method that is not known nothing better can be said. What `x-mcp` says goes before.
 */
function annotate({ method, exposure = { enabled: true } }: Operation): ToolAnnotations {
  const { readOnly = safeMethods.has(method), openWorld = true } = exposure;
  return {
    readOnlyHint: readOnly,
    destructiveHint: exposure.destructive ?? (!readOnly && method !== 'POST'),
    idempotentHint: exposure.idempotent ?? (readOnly || idempotentMethods.has(method)),
    openWorldHint: openWorld,
  };
}
