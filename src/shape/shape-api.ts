import { findShapingMistakes } from './shaping-mistakes.ts';
import { OpenApiMcpError } from '../errors.ts';
import { fitsTemplate } from '../operation-pattern.ts';
import { parseDuration } from '../http/duration.ts';
import { parsePointer } from '../json/pointer.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { compileShaping, joinShaping, matchesOperation } from './join-shaping.ts';
import { pathRulesOf, withPathRules } from './path-rules.ts';
import { shapeArguments } from './shape-arguments.ts';
import { shapeOutput } from './shape-output.ts';
import { shapeResource } from './shape-resource.ts';
import type { OperationShaping, ResultShaping, ShapingOptions } from './shaping-options.ts';
import type {
  ApiDescriptor,
  CallShaping,
  OperationDescriptor,
  ResponseShaping,
  ToolAnnotations,
} from '../descriptor.ts';
import type { Finding } from '../errors.ts';

/** A shaped API, with the parts of its shaping that have no effect. */
export interface ShapedApi {
  descriptor: ApiDescriptor;
  findings: Finding[];
}

/**
 * Shapes what a model sees of an API: names, texts, arguments and results. A descriptor stays plain JSON.
 *
 * @throws OpenApiMcpError OPTION_INVALID for shaping that cannot be; SELECTION_EMPTY if it hides every operation
 *
 * @example
 * const { descriptor } = shapeApi(described.descriptor, { 'tag:admin': { hidden: true }, getPet: { name: 'pet' } });
 */
export function shapeApi(api: ApiDescriptor, options: ShapingOptions): ShapedApi {
  checkShaping(options);
  const findings: Finding[] = [];
  const compiled = compileShaping(options);
  const used = new Set<string>();
  function report(message: string): void {
    findings.push({ kind: 'ignored', pointer: '', message: `shaping: ${message}`, failsStrict: true });
  }
  const operations = api.operations.flatMap((operation): OperationDescriptor[] => {
    const matching = compiled.filter((each) => matchesOperation(each, operation));
    const pathRules = pathRulesOf(operation, compiled);
    const fitting = pathRules.filter(({ pattern }) => fitsTemplate(pattern, operation.path));
    for (const { pattern } of [...matching, ...fitting]) used.add(pattern);
    const shaping = joinShaping(matching);
    if (shaping === undefined && pathRules.length === 0) return [operation];
    if (shaping?.hidden === true) return [];
    return [withPathRules(shapeOperation(operation, shaping ?? {}, api, report), pathRules)];
  });
  for (const { pattern } of compiled)
    if (!used.has(pattern)) report(`the pattern ${JSON.stringify(pattern)} matches no operation`);
  if (operations.length === 0)
    throw new OpenApiMcpError('SELECTION_EMPTY', 'The shaping hides every operation', {
      hint: 'Leave `hidden` out for the operations that you want.',
    });
  checkNames(operations);
  return { descriptor: { ...api, operations: distinctResources(operations) }, findings };
}

/** @throws OpenApiMcpError OPTION_INVALID for a value that no operation can have */
function checkShaping(options: ShapingOptions): void {
  for (const [pattern, shaping] of Object.entries(options)) {
    const [mistake] = findShapingMistakes(JSON.parse(JSON.stringify(shaping)));
    if (mistake === undefined) continue;
    const { keys, message, hint } = mistake;
    throw new OpenApiMcpError('OPTION_INVALID', `${pattern}: ${keys.join('.')} ${message}`, { hint });
  }
}

function shapeOperation(
  operation: OperationDescriptor,
  shaping: OperationShaping,
  { requestDefinitions }: ApiDescriptor,
  report: (message: string) => void,
): OperationDescriptor {
  const { name = operation.name, title, tags, annotations } = shaping;
  const changesArguments = shaping.flattenBody === true || Object.keys(shaping.arguments ?? {}).length > 0;
  const shaped = changesArguments
    ? shapeArguments(operation, shaping, requestDefinitions, report)
    : undefined;
  const result = shaping.result && readResult(shaping.result);
  const inputSchema = shaped?.inputSchema ?? operation.inputSchema;
  const { resource, outputSchema, details, ...rest } = operation;
  const described = shapeDescription(operation, shaping);
  return omitUndefined({
    ...rest,
    name,
    aliases: name === operation.name ? operation.aliases : [...(operation.aliases ?? []), operation.name],
    title: title ?? operation.title,
    description: described,
    details: described === operation.description ? details : undefined,
    tags: tags ?? operation.tags,
    annotations: shapeAnnotations(operation.annotations, annotations),
    inputSchema,
    argumentsSchema: shaped?.argumentsSchema ?? operation.argumentsSchema,
    outputSchema: result === undefined ? outputSchema : shapeOutput(outputSchema, result),
    resource:
      resource === undefined || shaped === undefined
        ? resource
        : shapeResource(resource, { inputSchema }, shaped.arguments.steps),
    shaping: callShaping(shaping, shaped?.arguments, result),
  });
}

function callShaping(
  { timeout, retries, rateLimit, cache, validateArguments, confirm, scopes }: OperationShaping,
  ownArguments: CallShaping['arguments'],
  result: ResponseShaping | undefined,
): CallShaping | undefined {
  const shaping = omitUndefined({
    arguments: ownArguments,
    result,
    timeout,
    retries,
    rateLimit,
    cache: cache === undefined ? undefined : cache !== 'off' && parseDuration(cache, 'cache'),
    validateArguments,
    confirm,
    scopes,
  });
  return Object.keys(shaping).length === 0 ? undefined : shaping;
}

function shapeDescription(
  { description, details }: OperationDescriptor,
  { description: change }: OperationShaping,
): string | undefined {
  if (change === undefined) return description;
  if (typeof change === 'string') return change;
  const parts = [change.prepend, details ?? description, change.append];
  return parts.filter((text) => text !== undefined && text !== '').join('\n\n');
}

function shapeAnnotations(
  before: ToolAnnotations,
  { readOnly, destructive, idempotent, openWorld }: OperationShaping['annotations'] = {},
): ToolAnnotations {
  return {
    readOnlyHint: readOnly ?? before.readOnlyHint,
    destructiveHint: destructive ?? (readOnly === true ? false : before.destructiveHint),
    idempotentHint: idempotent ?? before.idempotentHint,
    openWorldHint: openWorld ?? before.openWorldHint,
  };
}

function readPath(pointer: string): string[] {
  return parsePointer(pointer) ?? [];
}

function readResult({ filter, drop, mask, maxChars, headers }: ResultShaping): ResponseShaping {
  return omitUndefined({
    filter,
    drop: drop?.map(readPath),
    mask: mask?.map(readPath),
    maxChars,
    headers,
  });
}

/** @throws OpenApiMcpError OPTION_INVALID for a name that two tools have */
function checkNames(operations: OperationDescriptor[]): void {
  const seen = new Map<string, OperationDescriptor>();
  for (const operation of operations) {
    const { name, method, path } = operation;
    const other = seen.get(name);
    if (other !== undefined)
      throw new OpenApiMcpError(
        'OPTION_INVALID',
        `two tools would have the name ${name}: ${other.method} ${other.path}, and ${method} ${path}`,
        { hint: 'Give each operation a name of its own, under a pattern that matches that operation alone.' },
      );
    seen.set(name, operation);
  }
}

/** Removes a resource whose URI an earlier operation has, which happens where a path parameter is hidden. */
function distinctResources(operations: OperationDescriptor[]): OperationDescriptor[] {
  const seen = new Set<string>();
  return operations.map((operation) => {
    const { resource, ...rest } = operation;
    if (resource === undefined || !seen.has(resource.uri)) {
      if (resource !== undefined) seen.add(resource.uri);
      return operation;
    }
    return rest;
  });
}
