import { asJsonObject } from '../json/narrow.ts';
import { formatPointer, parsePointer, valueAt } from '../json/pointer.ts';
import type { JsonObject } from '../json/value.ts';
import { mapSubschemas } from './map-subschemas.ts';
import { isOpenApi } from './schema-identifiers.ts';
import { schemaDepth } from './schema-path.ts';

/**
 * The targets of dynamic references, by the names of their anchors, as the outermost schema resource determines them
 * that a validation got through.
 */
export type DynamicScope = ReadonlyMap<string, string>;

/** The schema resources of a document: schemas with an `$id`, and schemas that stand in no other schema. */
export interface SchemaResources {
  /** Returns a scope extended by the anchors of the resource of a schema. Those of outer resources stay in force. */
  enter(scope: DynamicScope, pointer: string): DynamicScope;
  /** Returns the scope of a schema for a validation that began at the outermost schema around it. */
  inPlaceScope(pointer: string): DynamicScope;
}

/** Finds the schema resources of a document. An anchor belongs to the resource that it stands in. */
export function createSchemaResources(document: JsonObject): SchemaResources {
  const anchors = new Map<string, Map<string, string>>();
  const emptyScope: DynamicScope = new Map();

  function enter(scope: DynamicScope, pointer: string): DynamicScope {
    const resource = resourcesAround(document, pointer).at(-1) ?? pointer;
    const known = anchors.get(resource) ?? anchorsOf(document, resource);
    anchors.set(resource, known);
    return known.size === 0 ? scope : new Map([...known, ...scope]);
  }

  return {
    enter,
    inPlaceScope: (pointer) => resourcesAround(document, pointer).reduce(enter, emptyScope),
  };
}

/** Returns the pointers of the resources that a schema stands in, outermost first. */
function resourcesAround(document: JsonObject, pointer: string): string[] {
  const path = parsePointer(pointer) ?? [];
  const start = path[0] === 'x-external' ? 2 : 0;
  const holder = valueAt(document, path.slice(0, start));
  const depth = holder === undefined || !isOpenApi(holder) ? 0 : schemaDepth(path.slice(start));
  const root = start + (depth ?? 0);
  const inner = path.flatMap((_, index) => {
    const around = path.slice(0, index + 1);
    const hasId = index >= root && typeof asJsonObject(valueAt(document, around))?.['$id'] === 'string';
    return hasId ? [formatPointer(around)] : [];
  });
  return [formatPointer(path.slice(0, root)), ...inner];
}

/** Returns the pointers of the dynamic anchors of a resource by name, with the empty name for a `$recursiveAnchor`. */
function anchorsOf(document: JsonObject, resource: string): Map<string, string> {
  const anchors = new Map<string, string>();
  const root = asJsonObject(valueAt(document, parsePointer(resource) ?? []));
  if (root?.['$recursiveAnchor'] === true) anchors.set('', resource);
  const collect = (schema: JsonObject, pointer: string): void => {
    const name = schema['$dynamicAnchor'];
    if (typeof name === 'string' && !anchors.has(name)) anchors.set(name, pointer);
    mapSubschemas(schema, pointer, (subschema, place) => {
      const inner = asJsonObject(subschema);
      if (inner !== undefined && typeof inner['$id'] !== 'string') collect(inner, place);
      return subschema;
    });
  };
  if (root !== undefined) collect(root, resource);
  return anchors;
}
