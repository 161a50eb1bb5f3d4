import { isJson } from '../http/media-type.ts';
import { operationMethods } from '../http/method.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { parseReference, valueAt } from '../json/pointer.ts';
import { isJsonObject } from '../json/narrow.ts';
import { nonEmptyStrings } from './non-empty-strings.ts';
import { ownMediaTypes } from './swagger-media-types.ts';
import type { ObjectType } from './object-types.ts';
import { dropSiblings, upgradeSchema } from './upgrade-schema.ts';
import { isBodyParameter, moveBodyParameters } from './swagger-body.ts';
import { upgradeHeader, upgradeParameter } from './swagger-parameter.ts';
import { movedMaps, pathBeforeUpgrade } from './swagger-references.ts';
import { securitySchemesOf } from './swagger-security.ts';
import { serversOf } from './swagger-servers.ts';

/** Upgrades one object in place, before its children. Returns a message about what is not read by the letter. */
export type ObjectUpgrade = (node: JsonObject, type: ObjectType) => string | undefined;

/**
 * Returns a function that upgrades the objects of one Swagger 2.0 document in place. `owner` is that document, and `root`
 * the document that it is bundled into.
 */
export function createSwaggerUpgrade(root: JsonObject, owner: JsonObject): ObjectUpgrade {
  const consumes = ownMediaTypes(owner['consumes'], undefined);
  const produces = ownMediaTypes(owner['produces'], undefined);

  function resolve(node: JsonObject): JsonObject {
    let current = node;
    // The limit ends a cycle of references.
    for (let hop = 0; hop < 10 && typeof current['$ref'] === 'string'; hop++) {
      const path = parseReference(current['$ref']);
      const target = path && valueAt(root, pathBeforeUpgrade(path));
      if (!isJsonObject(target)) break;
      current = target;
    }
    return current;
  }

  function upgradePathItem(pathItem: JsonObject): void {
    moveBodyParameters(pathItem, resolve, consumes);
    for (const method of operationMethods) {
      const operation = pathItem[method];
      if (isJsonObject(operation)) upgradeOperation(operation);
    }
  }

  function upgradeOperation(operation: JsonObject): void {
    const own = ownMediaTypes(operation['produces'], produces);
    addProduced(operation['responses'], own ?? []);
    if (own !== produces) upgradeResponses(operation['responses'], own);
    const schemes = nonEmptyStrings(operation['schemes']);
    if (schemes !== undefined && typeof owner['host'] === 'string') {
      operation['servers'] = serversOf({ ...owner, schemes });
    }
    for (const key of ['produces', 'schemes']) delete operation[key];
  }

  /**
   * Adds the declared media types to successful responses without a schema, so that requests accept them. JSON is accepted
   * anyway.
   */
  function addProduced(responses: Json | undefined, mediaTypes: string[]): void {
    if (!isJsonObject(responses) || mediaTypes.length === 0 || mediaTypes.some(isJson)) return;
    const statuses = Object.keys(responses).filter((status) => /^2\d\d$/.test(status));
    // Without a successful response, the default one stands for it.
    for (const status of statuses.length > 0 ? statuses : ['default']) {
      const response = responses[status];
      const target = isJsonObject(response) ? resolve(response) : {};
      const isEmpty = ['schema', 'examples', 'content', '$ref'].every((key) => target[key] === undefined);
      if (status === '204' || status === '205' || !isEmpty || !isJsonObject(response)) continue;
      const content = Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, {}]));
      responses[status] = { ...structuredClone(target), content };
    }
  }

  // A shared response has the media types of the operation that refers to it, so an operation with its own types gets a copy.
  function upgradeResponses(responses: Json | undefined, mediaTypes: string[] | undefined): void {
    if (!isJsonObject(responses)) return;
    for (const [status, response] of Object.entries(responses)) {
      if (!isJsonObject(response)) continue;
      const target = resolve(response);
      if (target === response) upgradeResponse(response, mediaTypes);
      else if (!('$ref' in target)) {
        const copy = structuredClone(target);
        upgradeResponse(copy, mediaTypes);
        responses[status] = copy;
      }
    }
  }

  return (node, type) => {
    if (type === 'schema') return upgradeSchema(node);
    if (type === 'pathItem') upgradePathItem(node);
    else if (typeof node['$ref'] === 'string') dropSiblings(node);
    else if (type === 'response') upgradeResponse(node, produces);
    else if (type === 'header') upgradeHeader(node);
    else if (type === 'parameter' && !isBodyParameter(node)) upgradeParameter(node);
    return undefined;
  };
}

/** Moves the schema and the examples of a response into `content` (Swagger 2.0, Response Object). */
function upgradeResponse(response: JsonObject, produces: string[] | undefined): void {
  const { schema, examples } = response;
  if ('content' in response || (schema === undefined && !isJsonObject(examples))) return;
  delete response['schema'];
  delete response['examples'];
  const isFile = isJsonObject(schema) && schema['type'] === 'file';
  const mediaTypes = new Set(produces ?? [isFile ? 'application/octet-stream' : 'application/json']);
  const byType = isJsonObject(examples) ? examples : {};
  if (schema === undefined) mediaTypes.clear();
  for (const name of Object.keys(byType)) if (name.includes('/')) mediaTypes.add(name);
  const content: JsonObject = {};
  for (const mediaType of mediaTypes) {
    const entry: JsonObject = {};
    if (schema !== undefined) entry['schema'] = structuredClone(schema);
    const example = byType[mediaType];
    if (example !== undefined) entry['example'] = example;
    content[mediaType] = entry;
  }
  response['content'] = content;
}

/** Upgrades the root of a Swagger 2.0 document, whose other objects are upgraded already. */
export function upgradeSwaggerRoot(document: JsonObject, location: string | undefined): void {
  const servers = serversOf(document, location);
  if (servers.length > 0 && !('servers' in document)) document['servers'] = servers;
  const components = isJsonObject(document['components']) ? document['components'] : {};
  for (const [from, to] of movedMaps) {
    const entries = document[from];
    delete document[from];
    if (!isJsonObject(entries)) continue;
    if (from === 'parameters') {
      for (const [name, entry] of Object.entries(entries)) {
        if (isJsonObject(entry) && isBodyParameter(entry)) delete entries[name];
      }
    }
    components[to] = from === 'securityDefinitions' ? securitySchemesOf(entries) : entries;
  }
  document['components'] = components;
  for (const key of ['swagger', 'host', 'basePath', 'schemes', 'consumes', 'produces']) delete document[key];
  document['openapi'] = '3.1.0';
}
