import { idempotentMethods, safeMethods } from '../http/method.ts';
import { createExtraQuery } from './extra-query.ts';
import { describeInput } from './input-schema.ts';
import { nameServer, nameTools } from './name-tools.ts';
import { describeOutput, outputSettings } from './output-schema.ts';
import { InputLister } from './listed/input-lister.ts';
import { profiles } from './listed/profile.ts';
import { SchemaLister } from './listed/schema-lister.ts';
import { describeResource, resourceScheme } from './describe-resource.ts';
import { describeResponses } from './describe-responses.ts';
import { aboutApi, apiInstructions, operationDescription, operationTitle } from './descriptions.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { createMemo } from '../json/memoize.ts';
import { SchemaReader } from '../model/schema-reader.ts';
import type { Profile } from './listed/profile.ts';
import type { OutputContext, OutputMode } from './output-schema.ts';
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
  | 'name'
  | 'names'
  | 'profile'
  | 'outputSchema'
  | 'outputSchemaBytes'
  | 'responseFilter'
  | 'validateResponses'
  | 'allowExtraQuery'
  | 'fixedHeaders'
> & {
  operations?: Operation[];
  isForTypes?: boolean;
  /** Receives each operation as soon as it is described. */
  onOperation?: ((operation: OperationDescriptor) => void) | undefined;
};

/** The state that describing the operations of one API shares. */
interface ModelContext extends InputContext, ResponseContext, OutputContext {
  scheme: string;
  profile: Profile;
}

/** Describes a model as a server: its names, schemas and resources are final. */
export function describeModel(model: ApiModel, options: ModelOptions, report: Report): ApiDescriptor {
  const name = nameServer(model, options);
  const { operations = model.operations, isForTypes = false } = options;
  // Names are chosen for the whole document, so that a selection renames no tool.
  const tools = nameTools(model, options);
  const documentNames =
    options.names === 'short' ? nameTools(model, { ...options, names: 'document' }) : tools;
  const names = new Map(
    model.operations.map((operation, index): [Operation, ToolNames] => [
      operation,
      { name: tools[index] ?? operation.method, documentName: documentNames[index] },
    ]),
  );
  const profile = profiles[options.profile ?? 'default'];
  const schemas = new SchemaReader(model.document, report, {
    discriminators: isForTypes ? 'types' : 'requests',
  });
  const context: ModelContext = {
    document: model.document,
    // OpenAPI 3.1 §4.8.15.1: since then a schema without a type stands for bytes.
    typelessIsBytes: !/^(2|3\.0)\b/.test(model.declaredVersion ?? ''),
    scheme: resourceScheme(name),
    schemas,
    profile,
    inputs: isForTypes ? undefined : new InputLister(schemas.definitions('request'), profile),
    properties: createMemo(),
    contents: createMemo(),
    outputs: outputSettings(
      isForTypes ? 'off' : outputMode(options),
      new SchemaLister(schemas.definitions('response')),
      options.outputSchemaBytes,
    ),
    hasFilter: options.responseFilter === true,
    extraQuery: options.allowExtraQuery === true ? createExtraQuery(model.securitySchemes) : undefined,
  };
  const fixed = new Set((options.fixedHeaders ?? []).map((header) => header.toLowerCase()));
  const described = operations.map((operation) => {
    const toolNames = names.get(operation) ?? { name: operation.method };
    const descriptor = describeOperation(withoutHeaders(operation, fixed), toolNames, context);
    options.onOperation?.(descriptor);
    return descriptor;
  });
  for (const { method, path, pointer } of context.inputs?.truncated ?? []) {
    const message = `the input of ${method} ${path} is too long to be listed whole: its deepest parts are not described`;
    report({ kind: 'ignored', pointer, message });
  }
  return omitUndefined({
    format: 1 as const,
    name,
    hasChosenName: options.name === undefined ? undefined : (true as const),
    scheme: context.scheme,
    title: model.title,
    version: model.version,
    instructions: apiInstructions(model, operations),
    about: aboutApi(model, operations),
    location: model.location,
    servers: model.servers,
    securitySchemes: model.securitySchemes,
    operations: described,
    requestDefinitions: Object.fromEntries(schemas.definitions('request')),
    responseDefinitions: Object.fromEntries(schemas.definitions('response')),
  });
}

/** Returns an operation without the header parameters of the given names. */
function withoutHeaders(operation: Operation, names: ReadonlySet<string>): Operation {
  const parameters = operation.parameters.filter(
    (parameter) => parameter.in !== 'header' || !names.has(parameter.name.toLowerCase()),
  );
  return parameters.length === operation.parameters.length ? operation : { ...operation, parameters };
}

/** A filter can turn a response into any value, so nothing is promised with one. */
function outputMode({ outputSchema, validateResponses, responseFilter }: ModelOptions): OutputMode {
  if (outputSchema === false) return 'off';
  return validateResponses === 'strict' && responseFilter !== true ? 'strict' : 'describing';
}

/** The name of a tool, and the one that it has by default. */
interface ToolNames {
  name: string;
  documentName?: string | undefined;
}

function describeOperation(
  operation: Operation,
  { name, documentName }: ToolNames,
  context: ModelContext,
): OperationDescriptor {
  const { scheme, profile } = context;
  const input = describeInput(operation, context);
  const others = [operation.id ?? name, documentName ?? name].filter((other) => other !== name);
  const aliases = [...new Set(others)];
  return omitUndefined({
    name,
    aliases: aliases.length === 0 ? undefined : aliases,
    formerName: documentName === name ? undefined : documentName,
    title: operationTitle(operation),
    ...operationDescription(operation, profile.description),
    annotations: annotate(operation),
    method: operation.method,
    path: operation.path,
    tags: operation.tags,
    deprecated: operation.deprecated,
    servers: operation.servers,
    ...input,
    nullMeansAbsent: profile.nullMeansAbsent,
    security: operation.security,
    responses: describeResponses(operation, context),
    outputSchema: describeOutput(operation, context),
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
