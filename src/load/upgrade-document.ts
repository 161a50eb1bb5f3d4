import type { JsonObject } from '../json/value.ts';
import { parseFragment, valueAt } from '../json/pointer.ts';
import { isJsonObject } from '../json/narrow.ts';
import type { ExternalNode } from './bundle-references.ts';
import { walk } from './object-types.ts';
import type { Kind, NodeUpgrade, Visitor } from './object-types.ts';
import { upgradeNode30 } from './upgrade-3.0.ts';
import { renameReferences, swaggerUpgrade, upgradeSwaggerRoot } from './upgrade-swagger.ts';
import { findVersion } from './openapi-version.ts';
import type { Dialect } from './openapi-version.ts';

/** What a walk from the root reaches without following references; external nodes are upgraded on their own. */
const reachedRoots = /^#\/(?:paths|components|webhooks|definitions|parameters|responses|x-external)\//;

/**
 * Any document → the OpenAPI 3.1 shape, in place. Broken nodes stay as they are.
 * `location` is where the document was found, for Swagger 2.0 takes its scheme from there.
 */
export function upgradeDocument(
  document: JsonObject,
  dialect: Dialect,
  externalNodes: readonly ExternalNode[],
  location?: string,
): void {
  const seen = new Set<object>();
  const upgrades = new Map<object, NodeUpgrade>();

  function upgradeFor(node: ExternalNode): NodeUpgrade {
    if (!isJsonObject(node.document)) return upgradeIn(dialect, document, document);
    let upgrade = upgrades.get(node.document);
    if (upgrade === undefined) {
      const version = findVersion(node.document);
      // A part of a document is written as the document that refers to it.
      const owner = version === undefined ? document : node.document;
      upgrade = upgradeIn(version?.dialect ?? dialect, document, owner);
      upgrades.set(node.document, upgrade);
    }
    return upgrade;
  }

  if (dialect === '2.0') renameReferences(document, externalNodes);
  if (dialect !== '3.1') {
    const upgrade = upgradeIn(dialect, document, document);
    const elsewhere = new Map<string, Kind>();
    // Swagger 2.0 operations read shared parameters and responses as they were written, so paths come first.
    const paths = dialect === '2.0' ? { paths: document['paths'] ?? {} } : {};
    const rest = dialect === '2.0' ? { ...document, paths: {} } : document;
    walk(paths, 'document', collecting(upgrade, elsewhere));
    walk(rest, 'document', collecting(upgrade, elsewhere));
    // A map grows while it is read: what is found there may refer further.
    for (const [reference, kind] of elsewhere) {
      const target = valueAt(document, parseFragment(reference.slice(1)) ?? ['']);
      if (target !== undefined) walk(target, kind, once(collecting(upgrade, elsewhere), seen));
    }
  }
  for (const external of externalNodes) {
    const upgrade = upgradeFor(external);
    walk(external.node, external.kind, once({ node: upgrade }, seen));
  }
  if (dialect === '2.0') upgradeSwaggerRoot(document, location);
  if (dialect === '3.0') document['openapi'] = '3.1.0';
}

function upgradeIn(dialect: Dialect, root: JsonObject, owner: JsonObject): NodeUpgrade {
  if (dialect === '2.0') return swaggerUpgrade(root, owner);
  return dialect === '3.0' ? upgradeNode30 : () => true;
}

function collecting(upgrade: NodeUpgrade, elsewhere: Map<string, Kind>): Visitor {
  return {
    node(node, kind) {
      const reference = node['$ref'];
      if (typeof reference === 'string' && reference.startsWith('#/') && !reachedRoots.test(reference)) {
        elsewhere.set(reference, kind);
      }
      return upgrade(node, kind);
    },
  };
}

function once(visitor: Visitor, seen: Set<object>): Visitor {
  return {
    node(node, kind, path) {
      if (seen.has(node)) return false;
      seen.add(node);
      return visitor.node(node, kind, path);
    },
  };
}
