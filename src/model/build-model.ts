import { readBody, readResponses } from './read-body.ts';
import { readExposure } from './read-exposure.ts';
import { optional } from '../json/omit-undefined.ts';
import { asText, titleLimit, visibleText } from './visible-text.ts';
import { asArray, asJsonObject, asScalarText, asStrings } from '../json/narrow.ts';
import { readParameters } from './read-parameters.ts';
import { childPointer } from '../json/pointer.ts';
import { dereferenceOrEmpty } from './reference.ts';
import { reportHiddenCharacters, reportOnce } from './report-findings.ts';
import { createReadingContext } from './reading-context.ts';
import { readSecurity, readSecuritySchemes } from './read-security.ts';
import { readServers } from './read-servers.ts';
import { isOperationMethod } from '../http/method.ts';
import { isToken } from '../http/token.ts';
import { truncate } from '../json/truncate.ts';
import type { ReadingContext } from './reading-context.ts';
import type { ApiModel, Operation, Tag } from './api-model.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** Builds the model of a document in the 3.1 dialect. Never throws: what cannot be read is reported. */
export function buildModel(
  source: { document: JsonObject; location?: string; declaredVersion?: string },
  reportFinding: Report,
): ApiModel {
  const { document } = source;
  const report = reportOnce(reportFinding);
  const info = asJsonObject(document['info']) ?? {};
  const webhooks = Object.keys(asJsonObject(document['webhooks']) ?? {});
  if (webhooks.length > 0)
    report({
      kind: 'ignored',
      pointer: '/webhooks',
      message: `webhooks are not calls: ${webhooks.length} left aside`,
    });
  reportHiddenCharacters(info, ['title', 'version', 'summary', 'description'], '/info', report);
  for (const list of ['tags', 'servers'])
    for (const [index, node] of (asArray(document[list]) ?? []).entries())
      reportHiddenCharacters(
        asJsonObject(node) ?? {},
        ['name', 'description'],
        childPointer('', list, index),
        report,
      );
  const operations = readPaths(createReadingContext(document, report));
  const hidden = operations.filter(({ exposure }) => exposure?.enabled === false).length;
  if (hidden > 0)
    report({
      kind: 'ignored',
      pointer: '/paths',
      message: `x-mcp leaves out ${hidden} of ${operations.length} operations`,
    });
  return {
    title: truncate(asText(info['title']) ?? 'API', titleLimit),
    version: truncate(asText(asScalarText(info['version'])) ?? '0.0.0', titleLimit),
    ...optional('summary', asText(info['summary'])),
    ...optional('description', asText(info['description'])),
    tags: readTags(document),
    // OpenAPI 3.1 §4.8.1: without servers, the one at `/`.
    servers: readServers(document['servers']) ?? [{ url: '/' }],
    ...optional('location', source.location),
    ...optional('declaredVersion', source.declaredVersion),
    securitySchemes: readSecuritySchemes(document, report),
    operations,
    document,
  };
}

function readTags(document: JsonObject): Tag[] {
  return (asArray(document['tags']) ?? []).flatMap((item) => {
    const tag = asJsonObject(item);
    const name = asText(tag?.['name']);
    return name === undefined ? [] : [{ name, ...optional('description', asText(tag?.['description'])) }];
  });
}

function readPaths(reading: ReadingContext): Operation[] {
  const { document, report } = reading;
  return Object.entries(asJsonObject(document['paths']) ?? {}).flatMap(([key, value]) => {
    if (key.startsWith('x-')) return [];
    const pointer = childPointer('/paths', key);
    const isRelative = /^[^/]/.test(key) && !key.includes('://');
    const path = isRelative ? `/${key}` : key;
    if (isRelative) report({ kind: 'repaired', pointer, message: `path ${key} is read as ${path}` });
    const item = readPathItem(document, value, pointer, report);
    return item === undefined ? [] : readPathOperations(reading, path, item, pointer);
  });
}

/** A path item with what its `$ref` names beneath its own fields (OpenAPI 3.1 §4.8.9). */
function readPathItem(
  document: JsonObject,
  node: unknown,
  pointer: string,
  report: Report,
): JsonObject | undefined {
  const item = asJsonObject(node);
  if (item === undefined) {
    report({ kind: 'ignored', pointer, message: 'a path item that is no object' });
    return undefined;
  }
  if (item['$ref'] === undefined) return item;
  return { ...dereferenceOrEmpty(document, item, pointer, report).node, ...item };
}

function readPathOperations(
  reading: ReadingContext,
  path: string,
  item: JsonObject,
  pointer: string,
): Operation[] {
  const additional = Object.entries(asJsonObject(item['additionalOperations']) ?? {}).map(
    ([method, node]) => ({
      method,
      node,
      place: childPointer(pointer, 'additionalOperations', method),
    }),
  );
  const fixed = Object.entries(item)
    .filter(([key]) => isOperationMethod(key))
    .map(([key, node]) => ({ method: key.toUpperCase(), node, place: childPointer(pointer, key) }));
  return [...fixed, ...additional].flatMap(({ method, node, place }) => {
    const operation = asJsonObject(node);
    if (operation !== undefined && isToken(method) && path.startsWith('/'))
      return [readOperation(reading, { method, path, operation, item, place, pointer })];
    const reason =
      operation === undefined
        ? 'it is no object'
        : path.startsWith('/')
          ? 'its method is no token'
          : 'its path does not start with /';
    reading.report({ kind: 'skipped', pointer: place, message: `${method} ${path} was left out: ${reason}` });
    return [];
  });
}

interface OperationSource {
  method: string;
  path: string;
  operation: JsonObject;
  item: JsonObject;
  /** Pointer of the operation. */
  place: string;
  /** Pointer of the path item. */
  pointer: string;
}

function readOperation(reading: ReadingContext, source: OperationSource): Operation {
  const { document, report } = reading;
  const { method, path, operation, item, place, pointer } = source;
  reportHiddenCharacters(item, ['summary', 'description'], pointer, report);
  reportHiddenCharacters(operation, ['operationId', 'summary', 'description'], place, report);
  const exposure = readExposure(
    document,
    { node: item, pointer },
    { node: operation, pointer: place },
    report,
  );
  return {
    ...optional('id', asText(operation['operationId'])),
    method,
    path,
    ...optional('summary', exposure?.title ?? asText(operation['summary']) ?? asText(item['summary'])),
    ...optional(
      'description',
      exposure?.description ?? asText(operation['description']) ?? asText(item['description']),
    ),
    tags: asStrings(operation['tags']).map(visibleText),
    deprecated: operation['deprecated'] === true,
    parameters: readParameters(reading, path, [
      { node: item['parameters'], pointer: childPointer(pointer, 'parameters') },
      { node: operation['parameters'], pointer: childPointer(place, 'parameters') },
    ]),
    ...optional(
      'body',
      readBody(document, operation['requestBody'], childPointer(place, 'requestBody'), report),
    ),
    responses: readResponses(reading, operation['responses'], childPointer(place, 'responses')),
    ...optional('security', readSecurity(operation['security']) ?? readSecurity(document['security'])),
    ...optional('servers', readServers(operation['servers']) ?? readServers(item['servers'])),
    ...optional('exposure', exposure),
    pointer: place,
  };
}
