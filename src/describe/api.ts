import { describeInput } from './input.ts';
import { nameOperations, slug } from './name.ts';
import { describeOutput } from './output.ts';
import { describeResource, resourceScheme } from './resource.ts';
import { describeApiText, describeOperation } from './text.ts';
import { optional } from '../model/node.ts';
import { createSchemaReader } from '../model/schema.ts';
import type { Report } from '../errors.ts';
import type { SchemaReader } from '../model/schema.ts';
import type { ApiModel, Operation } from '../model/types.ts';
import type { ApiDescriptor, OperationDescriptor, ToolAnnotations } from '../runtime/types.ts';

/** Methods that change nothing (RFC 9110 §9.2.1). */
const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

/** Methods that may be repeated (RFC 9110 §9.2.2). */
const idempotent = new Set([...safe, 'PUT', 'DELETE']);

/** Describes a model as a server: the last word on names, schemas and resources. */
export function describeModel(
  model: ApiModel,
  options: { name?: string; operations?: Operation[] },
  report: Report,
): ApiDescriptor {
  const name = options.name === undefined ? slug(model.title) : slug(options.name);
  const operations = options.operations ?? model.operations;
  // Names come from the whole document, so that a selection renames nothing.
  const names = new Map(
    nameOperations(model.operations).map((tool, index) => [model.operations[index], tool] as const),
  );
  const schemas = createSchemaReader(model.document, report);
  const scheme = resourceScheme(name);
  return {
    format: 1,
    name,
    scheme,
    title: model.title,
    version: model.version,
    instructions: describeApiText(model, operations),
    ...optional('location', model.location),
    servers: model.servers,
    securitySchemes: model.securitySchemes,
    operations: operations.map((operation) =>
      describeOne(operation, names.get(operation) ?? operation.method, scheme, schemas),
    ),
  };
}

function describeOne(
  operation: Operation,
  name: string,
  scheme: string,
  schemas: SchemaReader,
): OperationDescriptor {
  const input = describeInput(operation, schemas);
  return {
    name,
    ...optional('title', operation.summary),
    description: describeOperation(operation),
    annotations: annotate(operation.method),
    method: operation.method,
    path: operation.path,
    tags: operation.tags,
    deprecated: operation.deprecated,
    ...optional('servers', operation.servers),
    ...input,
    ...optional('security', operation.security),
    responses: operation.responses.map(({ status, description, content }) => ({
      status,
      ...optional('description', description),
      mediaTypes: content.map(({ mediaType }) => mediaType),
    })),
    ...optional('outputSchema', describeOutput(operation, schemas)),
    ...optional('resource', describeResource(operation, input, scheme)),
  };
}

function annotate(method: string): ToolAnnotations {
  return {
    readOnlyHint: safe.has(method),
    destructiveHint: method === 'DELETE',
    idempotentHint: idempotent.has(method),
    openWorldHint: true,
  };
}
