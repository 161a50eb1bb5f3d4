import type { JsonObject } from '../json/value.ts';
import { formatPointer, parseReference, valueAt } from '../json/pointer.ts';
import type { Report } from '../errors.ts';
import { isJsonObject } from '../json/narrow.ts';
import type { ExternalNode } from './bundle-types.ts';
import type { ObjectType } from './object-types.ts';
import { walk } from './walk.ts';
import type { Visitor } from './walk.ts';
import { findSchemaReferences, isSchemaReference } from './schema-references.ts';
import { upgradeObject30 } from './upgrade-openapi-3.0.ts';
import { referenceAfterUpgrade, renameSwaggerReferences } from './swagger-references.ts';
import { createSwaggerUpgrade, upgradeSwaggerRoot } from './upgrade-swagger.ts';
import type { ObjectUpgrade } from './upgrade-swagger.ts';
import { findVersion } from './openapi-version.ts';
import type { Dialect } from './openapi-version.ts';

/** Matches pointers that a walk from the root reaches without references. External nodes are upgraded separately. */
const reachedPointers = /^#\/(?:paths|components|webhooks|definitions|parameters|responses|x-external)\//;

/**
 * Upgrades a document of any dialect to OpenAPI 3.1, in place. Invalid objects stay as they are.
 * Swagger 2.0 takes the scheme of its server from `location`, the URL of the document, if it declares none.
 * Returns the schemas that have a reference after the upgrade.
 */
export function upgradeDocument(
  document: JsonObject,
  dialect: Dialect,
  externalNodes: readonly ExternalNode[],
  report: Report,
  location?: string,
): JsonObject[] {
  const references = dialect === '3.1' ? findSchemaReferences(document) : [];
  const seen = new Set<object>();
  const upgrades = new Map<object, ObjectUpgrade>();

  function upgradeFor(node: ExternalNode): ObjectUpgrade {
    if (!isJsonObject(node.document)) return createUpgrade(dialect, document, document);
    let upgrade = upgrades.get(node.document);
    if (upgrade === undefined) {
      const version = findVersion(node.document);
      // A fragment without a version has the dialect of the main document.
      const owner = version === undefined ? document : node.document;
      upgrade = createUpgrade(version?.dialect ?? dialect, document, owner);
      upgrades.set(node.document, upgrade);
    }
    return upgrade;
  }

  if (dialect === '2.0') renameSwaggerReferences(document, externalNodes);
  if (dialect !== '3.1') {
    const upgrade = createUpgrade(dialect, document, document);
    const unreached = new Map<string, ObjectType>();
    // Operations of Swagger 2.0 read shared parameters and responses before their upgrade, so paths come first.
    const paths = dialect === '2.0' ? { paths: document['paths'] ?? {} } : {};
    const rest = dialect === '2.0' ? { ...document, paths: {} } : document;
    const visitor = upgradeAndCollect(reporting(upgrade, dialect, report), unreached, references);
    walk(paths, 'document', visitor);
    walk(rest, 'document', visitor);
    // The map grows during the iteration: a target may have references to other unreached objects.
    for (const [reference, type] of unreached) {
      const path = parseReference(reference) ?? [];
      const target = valueAt(document, path);
      if (target !== undefined) walk(target, type, skipSeen(visitor, seen), path);
    }
  }
  for (const external of externalNodes) {
    const upgrade = upgradeFor(external);
    walk(external.node, external.type, skipSeen({ node: upgradeOnly(upgrade, references) }, seen));
  }
  if (dialect === '2.0') upgradeSwaggerRoot(document, location);
  // 3.0.4 has the clarifications of 3.1.1.
  const isClarified = /^3\.0\.(?:[4-9]|\d\d)/.test(String(document['openapi']));
  if (dialect === '3.0') document['openapi'] = isClarified ? '3.1.1' : '3.1.0';
  return references;
}

function createUpgrade(dialect: Dialect, root: JsonObject, owner: JsonObject): ObjectUpgrade {
  if (dialect === '2.0') return createSwaggerUpgrade(root, owner);
  return dialect === '3.0' ? upgradeObject30 : () => undefined;
}

function upgradeOnly(upgrade: ObjectUpgrade, references: JsonObject[]): Visitor['node'] {
  return (node, type) => {
    upgrade(node, type);
    if (isSchemaReference(node, type)) references.push(node);
    return true;
  };
}

/** Returns an upgrade that reports what is not read by the letter. */
function reporting(upgrade: ObjectUpgrade, dialect: Dialect, report: Report): Visitor['node'] {
  return (node, type, path) => {
    const message = upgrade(node, type);
    if (message === undefined) return true;
    const reference = `#${formatPointer(path)}`;
    const pointer = (dialect === '2.0' ? referenceAfterUpgrade(reference) : reference).slice(1);
    report({ kind: 'ignored', pointer, message });
    return true;
  };
}

/** Returns a visitor that also collects references: those to objects that no walk from the root reaches, and schemas. */
function upgradeAndCollect(
  upgrade: Visitor['node'],
  unreached: Map<string, ObjectType>,
  references: JsonObject[],
): Visitor {
  return {
    node(node, type, path) {
      const reference = node['$ref'];
      if (typeof reference === 'string' && reference.startsWith('#/') && !reachedPointers.test(reference)) {
        unreached.set(reference, type);
      }
      const isEntered = upgrade(node, type, path);
      if (isSchemaReference(node, type)) references.push(node);
      return isEntered;
    },
  };
}

function skipSeen(visitor: Visitor, seen: Set<object>): Visitor {
  return {
    node(node, type, path) {
      if (seen.has(node)) return false;
      seen.add(node);
      return visitor.node(node, type, path);
    },
  };
}
