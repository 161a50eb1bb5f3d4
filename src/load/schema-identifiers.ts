import type { Json } from '../json/value.ts';
import { decodePercent } from '../json/decode-percent.ts';
import { formatPointer, parseFragment, valueAt } from '../json/pointer.ts';
import { isJsonObject } from '../json/narrow.ts';
import { findVersion } from './openapi-version.ts';
import { schemaDepth } from './schema-path.ts';
import { walk } from './walk.ts';

/** The JSON pointers of the schemas of one document that have identifiers (JSON Schema 2020-12 Core §8.2). */
export interface SchemaIdentifiers {
  /** JSON pointers by absolute URL without a fragment: `$id` of schemas, and `$self` of the document. */
  resources: Map<string, string>;
  /** JSON pointers by absolute URL with a fragment: `$anchor` and `$dynamicAnchor`. */
  anchors: Map<string, string>;
  /** All JSON pointers of each anchor name, whatever the base URL. */
  names: Map<string, string[]>;
}

/** Collects the identifiers by which references can name schemas of a document, besides JSON pointers. */
export function collectSchemaIdentifiers(document: Json, base: URL): SchemaIdentifiers {
  const resources = new Map<string, string>();
  const anchors = new Map<string, string>();
  const names = new Map<string, string[]>();
  const own = isJsonObject(document) ? resolveId(document['$self'], base) : undefined;
  const bases = [{ depth: -1, url: own ?? base }];
  if (own !== undefined) resources.set(own.href, '');
  walk(document, isOpenApi(document) ? 'document' : 'schema', {
    node(node, type, path) {
      if (type !== 'schema') return true;
      while (path.length <= (bases.at(-1)?.depth ?? -1)) bases.pop();
      const pointer = formatPointer(path);
      const outer = bases.at(-1)?.url ?? base;
      const id = resolveId(node['$id'], outer);
      if (id !== undefined) {
        bases.push({ depth: path.length, url: id });
        resources.set(id.href, pointer);
      }
      for (const keyword of ['$anchor', '$dynamicAnchor']) {
        const name = node[keyword];
        if (typeof name !== 'string') continue;
        const { href } = id ?? outer;
        if (!anchors.has(`${href}#${name}`)) anchors.set(`${href}#${name}`, pointer);
        names.set(name, [...(names.get(name) ?? []), pointer]);
      }
      return true;
    },
  });
  return { resources, anchors, names };
}

/** Resolves an `$id` to an absolute URL without a fragment. */
function resolveId(id: Json | undefined, base: URL): URL | undefined {
  if (typeof id !== 'string' || !URL.canParse(id, base.href)) return undefined;
  const url = new URL(id, base);
  url.hash = '';
  return url;
}

/** Returns the JSON pointer of the schema that a reference names. `path` is the path of the reference in `document`. */
export function resolveSchemaIdentifier(
  document: Json,
  { resources, anchors, names }: SchemaIdentifiers,
  base: URL,
  text: string,
  path: readonly string[],
): string | undefined {
  for (const enclosing of enclosingBases(document, base, path)) {
    if (!URL.canParse(text, enclosing.href)) continue;
    const url = new URL(text, enclosing);
    const fragment = url.hash.slice(1);
    url.hash = '';
    const anchor = anchors.get(`${url.href}#${decodePercent(fragment)}`);
    if (anchor !== undefined) return anchor;
    const resource = resources.get(url.href);
    // The root of an OpenAPI document is no schema.
    if (resource === undefined || (resource === '' && fragment === '' && isOpenApi(document))) continue;
    const target = `${resource}${fragment}`;
    if (exists(document, target)) return target;
  }
  const [only, ...others] = text.startsWith('#') ? (names.get(text.slice(1)) ?? []) : [];
  return others.length === 0 ? only : undefined;
}

/**
 * Returns the JSON pointer of the target of a fragment relative to a schema around it, innermost first: a JSON Schema that
 * was copied into a document names its own parts from its root. The fragment without a pointer is that root.
 */
export function resolveInSchema(
  document: Json,
  fragment: string,
  path: readonly string[],
): string | undefined {
  const relative = parseFragment(fragment);
  const root = isOpenApi(document) ? schemaDepth(path) : 0;
  if (relative === undefined || root === undefined) return undefined;
  for (let depth = relative.length === 0 ? root : path.length; depth >= root; depth--) {
    const target = [...path.slice(0, depth), ...relative];
    if (valueAt(document, target) !== undefined) return formatPointer(target);
  }
  return undefined;
}

/** Returns true for a document of OpenAPI or Swagger, whose root is no schema. */
export function isOpenApi(document: Json): boolean {
  return findVersion(document) !== undefined;
}

function exists(document: Json, pointer: string): boolean {
  const path = parseFragment(pointer);
  return path !== undefined && valueAt(document, path) !== undefined;
}

/** Returns the base URLs of a relative reference: the `$id`s around it, innermost first, then the document. */
function enclosingBases(document: Json, base: URL, path: readonly string[]): URL[] {
  const own = isJsonObject(document) ? (resolveId(document['$self'], base) ?? base) : base;
  const bases = [own];
  let node: Json | undefined = document;
  for (const segment of path) {
    node = node === undefined ? undefined : valueAt(node, [segment]);
    const id = isJsonObject(node) ? resolveId(node['$id'], bases[0] ?? base) : undefined;
    if (id !== undefined) bases.unshift(id);
  }
  return own === base ? bases : [...bases, base];
}
