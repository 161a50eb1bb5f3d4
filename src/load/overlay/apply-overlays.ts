import { isJsonObject } from '../../json/narrow.ts';
import { messageOf } from '../../errors.ts';
import { toPlainJson } from '../to-plain-json.ts';
import { mergeValue } from './merge-value.ts';
import { checkOverlay, invalid } from './overlay-document.ts';
import type { Report } from '../../errors.ts';
import type { Json, JsonObject } from '../../json/value.ts';
import type { CheckedOverlay, NamedOverlay, OverlayAction } from './overlay-document.ts';

/** A node that a JSONPath selects, by the keys and indices on its way. */
type Location = (string | number)[];

type Query = (path: string, value: Json) => Location[];

/**
 * Applies overlays to a document in place, in their order (Overlay 1.1 §4.4). An action that selects nothing is reported.
 *
 * @throws OpenApiMcpError OVERLAY_INVALID
 */
export async function applyOverlays(document: Json, overlays: NamedOverlay[], report: Report): Promise<void> {
  const { query } = await import('json-p3');
  const select: Query = (path, value) => query(path, value).nodes.map(({ location }) => location);
  for (const { source, overlay } of overlays)
    applyOverlay(document, checkOverlay(toPlainJson(overlay, source), source), select, report);
}

function applyOverlay(document: Json, overlay: CheckedOverlay, select: Query, report: Report): void {
  for (const action of overlay.actions) {
    const locations = selectNodes(document, overlay, action, action.target, select);
    if (locations.length === 0)
      report({
        kind: 'ignored',
        pointer: '',
        message: `the overlay ${overlay.source}: actions[${action.index}] selects nothing: ${action.target}`,
        failsStrict: true,
      });
    else applyAction(document, overlay, action, locations, select);
  }
}

function applyAction(
  document: Json,
  overlay: CheckedOverlay,
  action: OverlayAction,
  locations: Location[],
  select: Query,
): void {
  const place = `actions[${action.index}]`;
  if (action.kind === 'remove') {
    if (locations.some((location) => location.length === 0))
      throw invalid(overlay.source, [`${place} removes the whole document`]);
    // The last items go first, so that the indices of the others stay.
    for (const location of locations.toReversed()) removeNode(document, location);
    return;
  }
  const value = action.kind === 'update' ? action.update : copied(document, overlay, action, select);
  for (const location of locations) {
    const conflict = setNode(document, location, (node) => mergeValue(node, value, overlay.replaces));
    if (conflict !== undefined)
      throw invalid(overlay.source, [`${place} merges values of different types at ${conflict}`]);
  }
}

/** Returns the only node that `copy` selects. */
function copied(
  document: Json,
  overlay: CheckedOverlay,
  action: Extract<OverlayAction, { kind: 'copy' }>,
  select: Query,
): Json {
  const [location, ...others] = selectNodes(document, overlay, action, action.from, select);
  if (location === undefined || others.length > 0)
    throw invalid(overlay.source, [
      `actions[${action.index}] copies ${location === undefined ? 'nothing' : 'several nodes'}: ${action.from}`,
    ]);
  return structuredClone(nodeAt(document, location) ?? null);
}

function selectNodes(
  document: Json,
  { source }: CheckedOverlay,
  { index }: OverlayAction,
  path: string,
  select: Query,
): Location[] {
  try {
    return select(path, document);
  } catch (cause) {
    throw invalid(source, [`actions[${index}] has no valid JSONPath (${path}): ${messageOf(cause)}`], {
      cause,
    });
  }
}

function nodeAt(document: Json, location: Location): Json | undefined {
  let node: Json | undefined = document;
  for (const key of location) node = childOf(node, key);
  return node;
}

function childOf(node: Json | undefined, key: string | number): Json | undefined {
  if (Array.isArray(node)) return node[Number(key)];
  return isJsonObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
}

/** Removes a node, unless its parent was removed before. */
function removeNode(document: Json, location: Location): void {
  const parent = nodeAt(document, location.slice(0, -1));
  const key = location.at(-1) ?? '';
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (isJsonObject(parent)) delete parent[key];
}

/** Replaces a node by the result of `merge`, which changes objects and lists in place. Returns the pointer of a conflict. */
function setNode(
  document: Json,
  location: Location,
  merge: (node: Json) => { value: Json } | { conflict: string },
): string | undefined {
  const node = nodeAt(document, location);
  if (node === undefined) return undefined;
  const merged = merge(node);
  if ('conflict' in merged) return `${location.map((key) => `/${key}`).join('')}${merged.conflict}`;
  const parent = nodeAt(document, location.slice(0, -1));
  const key = location.at(-1);
  if (key === undefined || merged.value === node) return undefined;
  if (Array.isArray(parent)) parent[Number(key)] = merged.value;
  else if (isJsonObject(parent)) setOwn(parent, String(key), merged.value);
  return undefined;
}

/** Sets an own property, also one called `__proto__`. */
function setOwn(owner: JsonObject, name: string, value: Json): void {
  Object.defineProperty(owner, name, { value, writable: true, enumerable: true, configurable: true });
}
