import { idempotentMethods, safeMethods } from '../http/method.ts';
import { addFilterArgument } from './filter-argument.ts';
import { describeInput } from './input-schema.ts';
import { nameOperations, slug } from './operation-names.ts';
import { describeOutput } from './output-schema.ts';
import { describeResource, resourceScheme } from './describe-resource.ts';
import { describeResponses } from './describe-responses.ts';
import { apiInstructions, operationDescription, operationTitle } from './descriptions.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { createMemo } from '../model/memoize.ts';
import { SchemaReader } from '../model/schema-reader.ts';
import type { OutputMode } from './output-schema.ts';
import type { Report } from '../errors.ts';
import type { InputContext } from './input-schema.ts';
import type { ResponseContext } from './describe-responses.ts';
import type { ApiModel, Operation } from '../model/api-model.ts';
import type { DescribeOptions } from './describe-options.ts';
import type { ApiDescriptor, OperationDescriptor, ToolAnnotations } from '../descriptor.ts';

/**
 * `operations`: the exposed ones, all by default. `isForTypes`: the descriptor is used to print types and is not served,
 * so each schema is whole and stands once.
 */
type ModelOptions = Pick<
  DescribeOptions,
  'name' | 'outputSchema' | 'refs' | 'responseFilter' | 'validateResponses'
> & {
  operations?: Operation[];
  isForTypes?: boolean;
};

/** The state that describing the operations of one API shares. */
interface ModelContext extends InputContext, ResponseContext {
  scheme: string;
  outputs: OutputMode;
  hasFilter: boolean;
}

/** Describes a model as a server: its names, schemas and resources are final. */
export function describeModel(model: ApiModel, options: ModelOptions, report: Report): ApiDescriptor {
  const name = options.name === undefined ? slug(model.title) : slug(options.name);
  const { operations = model.operations, isForTypes = false } = options;
  // Names are chosen for the whole document, so that a selection renames no tool.
  const names = new Map(
    nameOperations(model.operations).map((tool, index) => [model.operations[index], tool] as const),
  );
  const context: ModelContext = {
    document: model.document,
    // OpenAPI 3.1 §4.8.15.1: since then a schema without a type stands for bytes.
    typelessIsBytes: !/^(2|3\.0)\b/.test(model.declaredVersion ?? ''),
    scheme: resourceScheme(name),
    schemas: new SchemaReader(model.document, report, { constrainsDiscriminators: isForTypes }),
    refs: isForTypes ? 'defs' : options.refs,
    isWhole: isForTypes,
    properties: { inline: createMemo(), definitions: createMemo() },
    pruned: [],
    definitions: new Map(),
    contents: createMemo(),
    outputs: isForTypes ? 'off' : outputMode(options),
    hasFilter: options.responseFilter === true,
  };
  const described = operations.map((operation) =>
    describeOperation(operation, names.get(operation) ?? operation.method, context),
  );
  for (const { method, path, pointer } of context.pruned) {
    const message = `the input of ${method} ${path} is too long: its deepest definitions allow any value of their type`;
    report({ kind: 'relaxed', pointer, message });
  }
  return omitUndefined({
    format: 1 as const,
    name,
    hasChosenName: options.name === undefined ? undefined : (true as const),
    scheme: context.scheme,
    title: model.title,
    version: model.version,
    instructions: apiInstructions(model, operations),
    location: model.location,
    servers: model.servers,
    securitySchemes: model.securitySchemes,
    operations: described,
    definitions: Object.fromEntries(context.definitions),
  });
}

/** A filter can turn a response into any value, so nothing is promised with one. */
function outputMode({ outputSchema, validateResponses, responseFilter }: ModelOptions): OutputMode {
  if (outputSchema === false) return 'off';
  return validateResponses === 'strict' && responseFilter !== true ? 'strict' : 'describing';
}

function describeOperation(operation: Operation, name: string, context: ModelContext): OperationDescriptor {
  const { scheme, schemas, outputs, hasFilter } = context;
  const input = describeInput(operation, context);
  return omitUndefined({
    name,
    aliases: operation.id === undefined || operation.id === name ? undefined : [operation.id],
    title: operationTitle(operation),
    description: operationDescription(operation),
    annotations: annotate(operation),
    method: operation.method,
    path: operation.path,
    tags: operation.tags,
    deprecated: operation.deprecated,
    servers: operation.servers,
    ...input,
    ...(hasFilter ? { inputSchema: addFilterArgument(input.inputSchema, operation) } : {}),
    security: operation.security,
    responses: describeResponses(operation, context),
    outputSchema: describeOutput(operation, schemas, outputs),
    resource: describeResource(operation, input, scheme),
  });
}

/**
 * Returns the hints of a tool. MCP calls an update destructive unless it only adds something: POST adds, PUT and PATCH
 * overwrite, and a method that is not known is assumed to be destructive. `x-mcp` can only make it stricter.
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
