import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isJsonObject } from '../../json/narrow.ts';
import { setOwn } from '../../json/set-own.ts';
import { formatPointer } from '../../json/pointer.ts';
import { messageOf } from '../../errors.ts';
import { toPlainJson } from '../to-plain-json.ts';
import { mergeValue } from './merge-value.ts';
import type { Merged } from './merge-value.ts';
import { checkOverlay, fault, OverlayFault } from './overlay-document.ts';
import { locateIn, overlayError, placeIn } from './overlay-places.ts';
import type { Report } from '../../errors.ts';
import type { Json } from '../../json/value.ts';
import type { CheckedOverlay, NamedOverlay, OverlayAction } from './overlay-document.ts';

/** A node that a JSONPath selects, by the keys and indices on its way. */
type Location = (string | number)[];

type Query = (path: string, value: Json) => Location[];

/**
 * Applies overlays to a document in place, in their order (Overlay 1.1 §4.4). An action that selects nothing is reported,
 * and an overlay that names another document than `source`.
 *
 * @throws OpenApiMcpError OVERLAY_INVALID
 */
export async function applyOverlays(
  document: Json,
  overlays: NamedOverlay[],
  source: string,
  report: Report,
): Promise<void> {
  const select = await loadQuery();
  for (const named of overlays) {
    try {
      const overlay = checkOverlay(toPlainJson(named.overlay, named.source), named.source);
      const idle = applyOverlay(document, overlay, select);
      const isForeign = extendsAnother(overlay, source);
      if (idle.length === 0 && !isForeign) continue;
      const locate = await locateIn(named);
      const placed = (pointer: string): string => `the overlay ${placeIn(named.source, locate(pointer))}`;
      if (isForeign)
        report({
          kind: 'ignored',
          pointer: '',
          message: `${placed('/extends')}: extends names ${overlay.extends}, and the document is ${source}`,
        });
      for (const { index, target } of idle)
        report({
          kind: 'ignored',
          pointer: '',
          message: `${placed(`/actions/${index}/target`)}: actions[${index}] selects nothing: ${target}`,
          failsStrict: true,
        });
    } catch (error) {
      throw error instanceof OverlayFault ? await overlayError(named, error) : error;
    }
  }
}

/**
 * Returns true if an overlay names a document of another file name. A copy of a document from the web has another
 * address, and mostly the same name.
 */
function extendsAnother({ source, extends: target }: CheckedOverlay, document: string): boolean {
  if (target === undefined) return false;
  const base = urlOf(source) ?? pathToFileURL('./');
  const own = urlOf(target) ?? (URL.canParse(target, base.href) ? new URL(target, base) : undefined);
  const other = urlOf(document);
  if (own === undefined || other === undefined) return false;
  const isComparable = own.protocol === other.protocol;
  return isComparable ? withoutQuery(own) !== withoutQuery(other) : lastSegment(own) !== lastSegment(other);
}

/** Returns the URL of a path or URL; undefined for the name of another source, such as standard input. */
function urlOf(address: string): URL | undefined {
  if (isAbsolute(address)) return pathToFileURL(address);
  return /^(?:https?|file):/i.test(address) && URL.canParse(address) ? new URL(address) : undefined;
}

function withoutQuery({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

function lastSegment({ pathname }: URL): string {
  return pathname.split('/').at(-1) ?? '';
}

/** Returns the evaluation of JSONPaths, with patterns whose matching takes time linear in the text. */
async function loadQuery(): Promise<Query> {
  const [{ FunctionExpressionType, JSONPathEnvironment }, { loadPatternCompiler }] = await Promise.all([
    import('json-p3'),
    import('../../schema/regular-expression.ts'),
  ]);
  const compile = await loadPatternCompiler();
  const environment = new JSONPathEnvironment();
  const argTypes = [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType];
  // RFC 9535 §2.4.6 and §2.4.7: a text that is no pattern matches nothing.
  const matcher = (wrap: (pattern: string) => string) => ({
    argTypes,
    returnType: FunctionExpressionType.LogicalType,
    call: (text: unknown, pattern: unknown): boolean =>
      typeof text === 'string' && typeof pattern === 'string' && compile(wrap(pattern)).test(text),
  });
  environment.functionRegister.set(
    'match',
    matcher((pattern) => `^(?:${pattern})$`),
  );
  environment.functionRegister.set(
    'search',
    matcher((pattern) => pattern),
  );
  return (path, value) => distinct(environment.query(path, value).nodes.map(({ location }) => location));
}

/** Returns each location once: a selector may select a node twice. */
function distinct(locations: Location[]): Location[] {
  return [...new Map(locations.map((location) => [JSON.stringify(location), location])).values()];
}

/** Applies the actions of an overlay. Returns those that select nothing. */
function applyOverlay(document: Json, overlay: CheckedOverlay, select: Query): OverlayAction[] {
  return overlay.actions.filter((action) => {
    const locations = selectNodes(document, action, 'target', action.target, select);
    if (locations.length > 0) applyAction(document, overlay, action, locations, select);
    return locations.length === 0;
  });
}

function applyAction(
  document: Json,
  overlay: CheckedOverlay,
  action: OverlayAction,
  locations: Location[],
  select: Query,
): void {
  const place = `actions[${action.index}]`;
  const pointer = `/actions/${action.index}`;
  if (action.kind === 'remove') {
    if (locations.some((location) => location.length === 0))
      throw fault(pointer, `${place} removes the whole document`);
    // The last items go first, so that the indices of the others stay.
    for (const location of locations.toSorted(byPlaceFromEnd)) removeNode(document, location);
    return;
  }
  const value = action.kind === 'update' ? action.update : copied(document, action, select);
  const types = new Set(locations.map((location) => typeOf(nodeAt(document, location))));
  if (types.size > 1 && !overlay.replaces)
    throw fault(
      `${pointer}/target`,
      `${place} selects nodes of different types (${[...types].join(', ')}): ${action.target}`,
    );
  for (const location of locations) {
    const conflict = setNode(document, location, (node) => mergeValue(node, value, overlay.replaces));
    if (conflict !== undefined)
      throw fault(`${pointer}/${action.kind}`, `${place} merges values of different types at ${conflict}`);
  }
}

/** Sorts the later of two items of a list first, and what is inside a node before the node. */
function byPlaceFromEnd(one: Location, other: Location): number {
  for (const [index, key] of one.entries()) {
    const counterpart = other[index];
    if (counterpart === undefined) return -1;
    if (key === counterpart) continue;
    if (typeof key === 'number' && typeof counterpart === 'number') return counterpart - key;
    return String(key) < String(counterpart) ? 1 : -1;
  }
  return one.length < other.length ? 1 : 0;
}

function typeOf(node: Json | undefined): 'objects' | 'lists' | 'other values' {
  if (Array.isArray(node)) return 'lists';
  return isJsonObject(node) ? 'objects' : 'other values';
}

/** Returns the only node that `copy` selects. */
function copied(document: Json, action: Extract<OverlayAction, { kind: 'copy' }>, select: Query): Json {
  const [location, ...others] = selectNodes(document, action, 'copy', action.from, select);
  if (location === undefined || others.length > 0)
    throw fault(
      `/actions/${action.index}/copy`,
      `actions[${action.index}] copies ${location === undefined ? 'nothing' : 'several nodes'}: ${action.from}`,
    );
  return structuredClone(nodeAt(document, location) ?? null);
}

function selectNodes(
  document: Json,
  { index }: OverlayAction,
  field: 'target' | 'copy',
  path: string,
  select: Query,
): Location[] {
  try {
    return select(path, document);
  } catch (cause) {
    const message = `actions[${index}] has no valid JSONPath (${path}): ${messageOf(cause)}`;
    throw fault(`/actions/${index}/${field}`, message, { cause });
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
function setNode(document: Json, location: Location, merge: (node: Json) => Merged): string | undefined {
  const node = nodeAt(document, location);
  if (node === undefined) return undefined;
  const merged = merge(node);
  if ('conflict' in merged) return formatPointer([...location, ...merged.conflict]);
  const parent = nodeAt(document, location.slice(0, -1));
  const key = location.at(-1);
  if (key === undefined || merged.value === node) return undefined;
  if (Array.isArray(parent)) parent[Number(key)] = merged.value;
  else if (isJsonObject(parent)) setOwn(parent, String(key), merged.value);
  return undefined;
}
