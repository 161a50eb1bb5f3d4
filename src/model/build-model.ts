import { isOperationMethod } from '../http/method.ts';
import { isToken } from '../http/token.ts';
import { asArray, asJsonObject, asScalarText, asStrings } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { childPointer } from '../json/pointer.ts';
import { truncate } from '../json/truncate.ts';
import { readBody } from './read-body.ts';
import { readExposure } from './read-exposure.ts';
import { readParameters } from './read-parameters.ts';
import { readResponses } from './read-responses.ts';
import { readRequirements } from './read-requirements.ts';
import { readSecuritySchemes } from './read-security.ts';
import { readServers } from './read-servers.ts';
import { createReadingContext } from './reading-context.ts';
import { dereferenceOrEmpty } from './reference.ts';
import { reportHiddenCharacters, reportOnce } from './report-findings.ts';
import { asText, titleLimit, visibleText } from './visible-text.ts';
import type { ApiModel, Operation, Tag } from './api-model.ts';
import type { ReadingContext } from './reading-context.ts';
import type { Located } from './reference.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** Builds the model of a document in the 3.1 dialect. Reports nodes that cannot be read, and never throws for them. */
export function buildModel(
  source: { document: JsonObject; location?: string; declaredVersion?: string },
  reportFinding: Report,
): ApiModel {
  const { document } = source;
  const report = reportOnce(reportFinding);
  const info = asJsonObject(document['info']) ?? {};
  reportWebhooks(document, report);
  reportHiddenCharacters(info, ['title', 'version', 'summary', 'description'], '/info', report);
  for (const list of ['tags', 'servers'])
    for (const [index, node] of (asArray(document[list]) ?? []).entries()) {
      const pointer = childPointer('', list, index);
      reportHiddenCharacters(asJsonObject(node) ?? {}, ['name', 'description'], pointer, report);
    }
  const context = createReadingContext(document, source.location, report);
  const operations = readPaths(context);
  reportDisabled(operations, report);
  return omitUndefined({
    title: truncate(asText(info['title']) ?? 'API', titleLimit),
    version: truncate(asText(asScalarText(info['version'])) ?? '0.0.0', titleLimit),
    summary: asText(info['summary']),
    description: asText(info['description']),
    tags: readTags(document),
    // OpenAPI 3.1 §4.8.1: a document without servers has one at `/`.
    servers: readServers(document['servers'], '', context) ?? [{ url: '/' }],
    location: source.location,
    declaredVersion: source.declaredVersion,
    securitySchemes: readSecuritySchemes(document, report),
    operations,
    document,
  });
}

function reportWebhooks(document: JsonObject, report: Report): void {
  const count = Object.keys(asJsonObject(document['webhooks']) ?? {}).length;
  const message = `webhooks are calls by the API, not to it: ${count} ignored`;
  if (count > 0) report({ kind: 'ignored', pointer: '/webhooks', message });
}

function reportDisabled(operations: Operation[], report: Report): void {
  const count = operations.filter(({ exposure }) => exposure?.enabled === false).length;
  const message = `x-mcp leaves out ${count} of ${operations.length} operations`;
  if (count > 0) report({ kind: 'ignored', pointer: '/paths', message });
}

function readTags(document: JsonObject): Tag[] {
  return (asArray(document['tags']) ?? []).flatMap((item) => {
    const tag = asJsonObject(item);
    const name = asText(tag?.['name']);
    return name === undefined ? [] : [omitUndefined({ name, description: asText(tag?.['description']) })];
  });
}

function readPaths(context: ReadingContext): Operation[] {
  const { document, report } = context;
  return Object.entries(asJsonObject(document['paths']) ?? {}).flatMap(([key, value]) => {
    if (key.startsWith('x-')) return [];
    const pointer = childPointer('/paths', key);
    const isRelative = /^[^/]/.test(key) && !key.includes('://');
    const path = isRelative ? `/${key}` : key;
    if (isRelative) report({ kind: 'repaired', pointer, message: `path ${key} is read as ${path}` });
    const node = readPathItem(document, value, pointer, report);
    return node === undefined ? [] : readPathOperations(context, path, { node, pointer });
  });
}

/** Returns a path item, merged over the one that its `$ref` names (OpenAPI 3.1 §4.8.9). */
function readPathItem(
  document: JsonObject,
  node: unknown,
  pointer: string,
  report: Report,
): JsonObject | undefined {
  const item = asJsonObject(node);
  if (item === undefined) {
    report({ kind: 'ignored', pointer, message: 'a path item that is not an object was ignored' });
    return undefined;
  }
  if (item['$ref'] === undefined) return item;
  return { ...dereferenceOrEmpty(document, item, pointer, report).node, ...item };
}

/** Reads the fixed fields of a path item, then its `additionalOperations` (OpenAPI 3.2 §4.9.1). */
function readPathOperations(context: ReadingContext, path: string, item: Located<JsonObject>): Operation[] {
  const fixed = Object.entries(item.node)
    .filter(([key]) => isOperationMethod(key))
    .map(([key, node]) => ({ method: key.toUpperCase(), node, pointer: childPointer(item.pointer, key) }));
  const additional = Object.entries(asJsonObject(item.node['additionalOperations']) ?? {}).map(
    ([method, node]) => ({
      method,
      node,
      pointer: childPointer(item.pointer, 'additionalOperations', method),
    }),
  );
  return [...fixed, ...additional].flatMap(({ method, node, pointer }) => {
    const operation = asJsonObject(node);
    if (operation !== undefined && isToken(method) && path.startsWith('/'))
      return [readOperation(context, method, path, item, { node: operation, pointer })];
    const reason =
      operation === undefined
        ? 'it is not an object'
        : path.startsWith('/')
          ? 'its method is not a token'
          : 'its path does not start with /';
    const message = `${method} ${path} was left out: ${reason}`;
    context.report({ kind: 'skipped', pointer, message });
    return [];
  });
}

function readOperation(
  context: ReadingContext,
  method: string,
  path: string,
  item: Located<JsonObject>,
  operation: Located<JsonObject>,
): Operation {
  const { document, report } = context;
  const { node, pointer } = operation;
  reportHiddenCharacters(item.node, ['summary', 'description'], item.pointer, report);
  reportHiddenCharacters(node, ['operationId', 'summary', 'description'], pointer, report);
  const exposure = readExposure(document, item, operation, method, report);
  const template = readParameters(context, path, [
    { node: item.node['parameters'], pointer: childPointer(item.pointer, 'parameters') },
    { node: node['parameters'], pointer: childPointer(pointer, 'parameters') },
  ]);
  const ownOrInherited = (field: string): string | undefined =>
    asText(node[field]) ?? asText(item.node[field]);
  return omitUndefined({
    id: asText(node['operationId']),
    method,
    path: template.path,
    summary: exposure?.title ?? ownOrInherited('summary'),
    description: exposure?.description ?? ownOrInherited('description'),
    tags: asStrings(node['tags']).map(visibleText),
    deprecated: node['deprecated'] === true,
    parameters: template.parameters,
    body: readBody(document, node['requestBody'], childPointer(pointer, 'requestBody'), report),
    responses: readResponses(context, node['responses'], childPointer(pointer, 'responses')),
    security: readRequirements(document, operation, report),
    servers:
      readServers(node['servers'], pointer, context) ??
      readServers(item.node['servers'], item.pointer, context),
    exposure,
    pointer,
  });
}
