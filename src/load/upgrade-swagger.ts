import type { Json, JsonObject } from '../json/value.ts';
import { parseReference, resolveReference, valueAt } from '../json/pointer.ts';
import { isJsonObject } from '../json/narrow.ts';
import type { ExternalNode } from './bundle-references.ts';
import { operationMethods } from '../http/method.ts';
import { walk } from './object-types.ts';
import type { Kind, NodeUpgrade, Visitor } from './object-types.ts';
import { dropSiblings, objectsOf, stringsOf, upgradeSchema } from './upgrade-schema.ts';
import { isBodyParameter, requestBodyOf } from './swagger-body.ts';
import { upgradeHeader, upgradeParameter } from './swagger-parameter.ts';
import { securitySchemesOf, serversOf } from './swagger-server.ts';

/** Upgrades nodes of one Swagger 2.0 document; `owner` is that document, `root` the one it is bundled into. */
export function swaggerUpgrade(root: JsonObject, owner: JsonObject): NodeUpgrade {
  const consumes = stringsOf(owner['consumes']);
  const produces = stringsOf(owner['produces']);

  function resolve(node: JsonObject): JsonObject {
    let current = node;
    // A chain of references is short where it is not endless.
    for (let hop = 0; hop < 10 && typeof current['$ref'] === 'string'; hop++) {
      const path = parseReference(current['$ref']);
      const target = path && valueAt(root, oldPath(path));
      if (!isJsonObject(target)) break;
      current = target;
    }
    return current;
  }

  function upgradePathItem(pathItem: JsonObject): void {
    const shared = objectsOf(pathItem['parameters']).map(resolve).filter(isBodyParameter);
    for (const method of operationMethods) {
      const operation = pathItem[method];
      if (isJsonObject(operation)) upgradeOperation(operation, shared);
    }
    removeBodyParameters(pathItem);
  }

  function removeBodyParameters(holder: JsonObject): void {
    const parameters = holder['parameters'];
    if (!Array.isArray(parameters)) return;
    holder['parameters'] = parameters.filter(
      (entry) => !isJsonObject(entry) || !isBodyParameter(resolve(entry)),
    );
  }

  function upgradeOperation(operation: JsonObject, shared: JsonObject[]): void {
    const own = objectsOf(operation['parameters']).map(resolve).filter(isBodyParameter);
    const body = requestBodyOf(own, shared, stringsOf(operation['consumes']) ?? consumes);
    removeBodyParameters(operation);
    if (body !== undefined && !('requestBody' in operation)) operation['requestBody'] = body;
    const ownProduces = stringsOf(operation['produces']);
    if (ownProduces !== undefined) upgradeResponses(operation['responses'], ownProduces);
    const schemes = stringsOf(operation['schemes']);
    if (schemes !== undefined && typeof owner['host'] === 'string') {
      operation['servers'] = serversOf({ ...owner, schemes });
    }
    for (const key of ['consumes', 'produces', 'schemes']) delete operation[key];
  }

  // A shared response has the media types of the operation that uses it, so it is copied where those differ.
  function upgradeResponses(responses: Json | undefined, mediaTypes: string[]): void {
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

  return (node, kind) => {
    if (kind === 'schema') upgradeSchema(node);
    else if (kind === 'pathItem') upgradePathItem(node);
    else if (typeof node['$ref'] === 'string') dropSiblings(node);
    else if (kind === 'response') upgradeResponse(node, produces);
    else if (kind === 'header') upgradeHeader(node);
    else if (kind === 'parameter' && !isBodyParameter(node)) upgradeParameter(node);
    return true;
  };
}

/** A response's schema and examples → content (Swagger 2.0, Response Object). */
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

const moved = [
  ['definitions', 'schemas'],
  ['parameters', 'parameters'],
  ['responses', 'responses'],
  ['securityDefinitions', 'securitySchemes'],
] as const;

function newReference(reference: string): string {
  for (const [from, to] of moved) {
    if (reference.startsWith(`#/${from}/`)) return `#/components/${to}/${reference.slice(from.length + 3)}`;
  }
  return reference;
}

/** Where the target of an upgraded reference stands as long as the root is not upgraded. */
function oldPath(path: string[]): string[] {
  const from = path[0] === 'components' ? moved.find(([, to]) => to === path[1])?.[0] : undefined;
  return from === undefined ? path : [from, ...path.slice(2)];
}

/**
 * Points all references to where the upgrade will move their targets.
 * A schema inside a path is moved by it to many places, so it becomes a definition.
 */
export function renameReferences(document: JsonObject, externalNodes: readonly ExternalNode[]): void {
  const hoisted = new Map<string, string>();
  const definitions = isJsonObject(document['definitions']) ? document['definitions'] : {};

  function hoist(reference: string): string {
    const known = hoisted.get(reference);
    if (known !== undefined) return known;
    const target = resolveReference(document, reference);
    if (!isJsonObject(target)) return reference;
    let name = `inline_${hoisted.size + 1}`;
    while (Object.hasOwn(definitions, name)) name += '_';
    definitions[name] = structuredClone(target);
    document['definitions'] = definitions;
    const renamed = `#/components/schemas/${name}`;
    hoisted.set(reference, renamed);
    return renamed;
  }

  const seen = new Set<object>();
  const elsewhere = new Map<string, Kind>();
  const visitor: Visitor = {
    node(node, kind) {
      if (seen.has(node)) return false;
      seen.add(node);
      const reference = node['$ref'];
      if (typeof reference !== 'string') return true;
      const isInPath = kind === 'schema' && reference.startsWith('#/paths/');
      node['$ref'] = isInPath ? hoist(reference) : newReference(reference);
      if (node['$ref'] === reference) elsewhere.set(reference, kind);
      return true;
    },
  };
  walk(document, 'document', visitor);
  for (const { node, kind } of externalNodes) walk(node, kind, visitor);
  // Both grow while they are read: a hoisted schema may refer further.
  for (const [reference, kind] of elsewhere) {
    const target = resolveReference(document, reference);
    if (target !== undefined) walk(target, kind, visitor);
  }
  for (const name of hoisted.values()) {
    const target = definitions[name.slice('#/components/schemas/'.length)];
    if (target !== undefined) walk(target, 'schema', visitor);
  }
}

/** The root of Swagger 2.0 → 3.1; its nodes are upgraded before. */
export function upgradeSwaggerRoot(document: JsonObject, location: string | undefined): void {
  const servers = serversOf(document, location);
  if (servers.length > 0 && !('servers' in document)) document['servers'] = servers;
  const components = isJsonObject(document['components']) ? document['components'] : {};
  for (const [from, to] of moved) {
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
