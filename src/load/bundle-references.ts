import { fileURLToPath } from 'node:url';
import { errorCatalogue, isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';
import type { Finding, Report } from '../errors.ts';
import type { LoadOptions } from './load-options.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { harden } from './clone-json.ts';
import { collectIdentifiers, findIdentified } from './identifiers.ts';
import type { Identifiers } from './identifiers.ts';
import type { Found } from './fetch-document.ts';
import { parseText } from './parse-text.ts';
import { formatPointer, parseFragment, valueAt } from '../json/pointer.ts';
import { isJsonObject } from '../json/narrow.ts';
import { decodeText } from './read-bytes.ts';
import { readReferenced, refuse, refused } from './reference-policy.ts';
import { walk } from './object-types.ts';
import type { Kind } from './object-types.ts';
import type { SourcePlace } from './read-source.ts';
import { shownUrl } from '../http/shown-url.ts';

/** A node of another document that is in use now, and the document it stood in. */
export interface ExternalNode {
  node: JsonObject;
  kind: Kind;
  document: Json;
}

/** Another document as it was read. */
export interface ReadPart extends Found {
  /** Where it stands in the bundled document. */
  pointer: string;
}

/** What may be told while references are bundled. */
export interface BundleObserver {
  /** Another document was asked for, and read where it could be had. */
  part?(url: URL, read?: ReadPart): void;
  /** What stands at `pointer` was copied from another place of the bundled document. */
  copied?(pointer: string, from: string): void;
}

/** The document itself, or another one that it refers to. */
interface Part {
  url: URL;
  document: Json;
  /** Where it stands in the bundled document. */
  path: string[];
  /** What there was to say of it before it stood there. */
  findings: Finding[];
}

/** A reference that is not settled yet: `holder[key]` names its target. */
interface Reference {
  holder: JsonObject;
  key: string;
  text: string;
  kind: Kind;
  /** `map`: the target's entries belong into `holder` itself (`paths: { $ref: … }`, common if not lawful). */
  role: 'node' | 'map' | 'mapping';
  from: Part;
  path: string[];
}

const partLimit = 1_000;
const concurrency = 16;
/** What a walk from the root reaches without following references. */
const reachedRoots = /^#\/(?:paths|components|webhooks|definitions|parameters|responses)\//;

/**
 * Brings every document that this one refers to under `x-external` and makes all references local.
 * What cannot be had is reported, and its reference becomes an empty object.
 */
export async function bundleReferences(
  root: JsonObject,
  { base, fetcher }: Pick<SourcePlace, 'base' | 'fetcher'>,
  options: LoadOptions,
  report: Report,
  observer: BundleObserver = {},
): Promise<ExternalNode[]> {
  const rootPart: Part = { url: base, document: root, path: [], findings: [] };
  const parts = new Map<string, Part | OpenApiMcpError>([[base.href, rootPart]]);
  const names = new Set<string>();
  const nodes: ExternalNode[] = [];
  const seen = new Set<object>();
  let pending: Reference[] = [];
  const identifiers = new Map<Part, Identifiers>();
  /** Documents that are read and not attached yet. */
  const unattached = new Map<string, Found>();

  function scan(from: Part, value: Json, kind: Kind, path: string[], isMain = false): void {
    walk(
      value,
      kind,
      {
        node(node, kindOfNode, at) {
          if (!isMain) {
            if (seen.has(node)) return false;
            seen.add(node);
          }
          const text = node['$ref'];
          // Nearly all references of nearly all documents end here.
          if (typeof text === 'string' && !(isMain && reachedRoots.test(text))) {
            const reference = { holder: node, key: '$ref', text, kind: kindOfNode, from };
            consider({ ...reference, role: 'node', path: at.map(String) });
          }
          const dynamic = node['$dynamicRef'];
          if (kindOfNode === 'schema' && typeof dynamic === 'string') {
            const reference = { holder: node, key: '$dynamicRef', text: dynamic, kind: kindOfNode, from };
            consider({ ...reference, role: 'node', path: at.map(String) });
          }
          if (kindOfNode === 'schema' && isJsonObject(node['discriminator'])) {
            considerMapping(node['discriminator']['mapping'], from, [...at.map(String), 'discriminator']);
          }
          return true;
        },
        map(map, kindOfEntries, at) {
          const text = map['$ref'];
          if (typeof text !== 'string') return;
          pending.push({
            holder: map,
            key: '$ref',
            text,
            kind: kindOfEntries,
            role: 'map',
            from,
            path: at.map(String),
          });
        },
      },
      [...path],
    );
  }

  function considerMapping(mapping: Json | undefined, from: Part, path: string[]): void {
    if (!isJsonObject(mapping)) return;
    for (const [key, text] of Object.entries(mapping)) {
      // A bare word is the name of a schema; a file has a fragment, an extension or a scheme.
      if (typeof text !== 'string' || !/#|:\/\/|\.(?:json|ya?ml)$/i.test(text)) continue;
      consider({ holder: mapping, key, text, kind: 'schema', role: 'mapping', from, path });
    }
  }

  function consider(reference: Reference): void {
    const { text, from } = reference;
    if (!text.startsWith('#')) pending.push(reference);
    // Only an anchor, or a place within a schema that has an $id, is not where the text says.
    else if (isUnplaced(reference) && settleIdentified(reference)) return;
    else if (from !== rootPart) settle(reference, from);
    else if (!reachedRoots.test(text)) follow(reference, rootPart, fragmentOf(text));
  }

  function isUnplaced({ text, from, key }: Reference): boolean {
    if (key !== '$dynamicRef' && reachedRoots.test(text) && from === rootPart) return false;
    const path = parseFragment(fragmentOf(text));
    return path === undefined || valueAt(from.document, path) === undefined;
  }

  /** Points a reference to the schema with the `$id`, `$anchor` or `$self` that it names, if there is one. */
  function settleIdentified(reference: Reference): boolean {
    const { holder, key, text, from } = reference;
    let known = identifiers.get(from);
    if (known === undefined) identifiers.set(from, (known = collectIdentifiers(from.document, from.url)));
    const path = reference.path.slice(from.path.length);
    const pointer = findIdentified(from.document, known, from.url, text, path);
    if (pointer === undefined) return false;
    holder[key] = `#${formatPointer(from.path)}${pointer}`;
    follow(reference, from, pointer);
    const choices = known.names.get(text.replace(/^.*#/s, ''))?.length ?? 0;
    if (key === '$dynamicRef' && choices > 1) {
      const message = `The dynamic reference ${text} is read as ${holder[key]}, whatever refers to it.`;
      report({ kind: 'relaxed', pointer: formatPointer(reference.path), message });
    }
    return true;
  }

  function follow(reference: Reference, part: Part, fragment: string): boolean {
    const path = parseFragment(fragment);
    const target = path === undefined ? undefined : valueAt(part.document, path);
    if (path === undefined || target === undefined) return false;
    if (!isJsonObject(target)) return true;
    if (part !== rootPart) nodes.push({ node: target, kind: reference.kind, document: part.document });
    const isReached = part === rootPart && (path.length === 0 || reachedRoots.test(`#${fragment}`));
    if (!isReached) scan(part, target, reference.kind, [...part.path, ...path]);
    return true;
  }

  function settle(reference: Reference, part: Part): void {
    const fragment = fragmentOf(reference.text);
    if (reference.role === 'map') return inline(reference, part, fragment);
    reference.holder[reference.key] = `#${formatPointer(part.path)}${fragment}`;
    if (!follow(reference, part, fragment) && part !== rootPart) {
      relax(reference, new OpenApiMcpError('REFERENCE_UNRESOLVED', 'there is nothing at that place.'));
    }
  }

  function inline(reference: Reference, part: Part, fragment: string): void {
    const { holder, kind, path } = reference;
    const target = valueAt(part.document, parseFragment(fragment) ?? ['']);
    if (!isJsonObject(target)) {
      return relax(
        reference,
        new OpenApiMcpError('REFERENCE_UNRESOLVED', 'there is no object at that place.'),
      );
    }
    delete holder['$ref'];
    for (const [key, entry] of Object.entries(structuredClone(target))) {
      if (Object.hasOwn(holder, key)) continue;
      holder[key] = entry;
      observer.copied?.(
        formatPointer([...path, key]),
        `${formatPointer(part.path)}${fragment}${formatPointer([key])}`,
      );
      if (!isJsonObject(entry)) continue;
      if (part !== rootPart) nodes.push({ node: entry, kind, document: part.document });
      scan(part, entry, kind, [...path, key]);
    }
  }

  function relax(reference: Reference, error: OpenApiMcpError): void {
    const { holder, key, role, text } = reference;
    if (role === 'mapping') delete holder[key];
    else if (key !== '$ref') delete holder[key];
    // What stands beside a reference to a schema means nothing without it, save the words.
    else for (const name of Object.keys(holder)) if (isLost(name, reference)) delete holder[name];
    const message = `The reference to ${text} was dropped: ${error.message} ${error.hint}`;
    report({ kind: 'relaxed', pointer: formatPointer(reference.path), message });
  }

  async function load(url: URL): Promise<Part | OpenApiMcpError> {
    try {
      if (parts.size > partLimit) {
        const hint = 'Bundle the documents into one file.';
        const message = `the document refers to more than ${partLimit} others.`;
        return new OpenApiMcpError('REFERENCE_UNRESOLVED', message, { hint });
      }
      const read = await readReferenced(url, base, fetcher, options);
      const findings: Finding[] = [];
      const document = await parseText(decodeText(read.bytes), placeOf(url), (finding) =>
        findings.push(finding),
      );
      unattached.set(url.href, read);
      return { url: read.url, document, path: [], findings };
    } catch (error) {
      options.signal?.throwIfAborted();
      return unresolved(error);
    }
  }

  // In the order of the references, so that the same input always gives the same document.
  function attach(part: Part): void {
    const name = uniqueName(part.url, names);
    part.path = ['x-external', name];
    harden(part.document, (finding) => part.findings.push(finding));
    const pointer = formatPointer(part.path);
    for (const finding of part.findings) report({ ...finding, pointer: pointer + finding.pointer });
    if (!isJsonObject(root['x-external'])) root['x-external'] = {};
    root['x-external'][name] = part.document;
  }

  async function loadAll(wanted: URL[]): Promise<void> {
    const queue = [...wanted];
    const workers = Array.from({ length: concurrency }, async () => {
      for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
        parts.set(url.href, await load(url));
      }
    });
    await Promise.all(workers);
    for (const url of wanted) {
      const part = parts.get(url.href);
      const found = unattached.get(url.href);
      unattached.delete(url.href);
      if (part === undefined || isOpenApiMcpError(part) || found === undefined) {
        observer.part?.(url);
        continue;
      }
      attach(part);
      observer.part?.(url, { ...found, pointer: formatPointer(part.path) });
    }
  }

  /** Where a reference leads; undefined where it is settled already. */
  function locate(reference: Reference): URL | undefined {
    const url = resolveUrl(reference);
    if (settleIdentified(reference)) return undefined;
    const named = schemaNamed(root, reference);
    if (named !== undefined) {
      reference.holder[reference.key] = named;
      const message = `The reference to ${reference.text} was read as ${named}.`;
      report({ kind: 'repaired', pointer: formatPointer(reference.path), message });
      return undefined;
    }
    const refusal =
      url === undefined
        ? refused('it is no URL and no path.')
        : parts.has(url.href)
          ? undefined
          : refuse(url, reference.text, reference.from.url, base, options);
    if (refusal !== undefined) relax(reference, refusal);
    return refusal === undefined ? url : undefined;
  }

  scan(rootPart, root, 'document', [], true);
  while (pending.length > 0) {
    const round = pending;
    pending = [];
    const located = round.map((reference) => ({ reference, url: locate(reference) }));
    const wanted = new Map<string, URL>();
    for (const { url } of located) if (url !== undefined && !parts.has(url.href)) wanted.set(url.href, url);
    await loadAll([...wanted.values()]);
    for (const { reference, url } of located) {
      const part = url && parts.get(url.href);
      if (isOpenApiMcpError(part)) relax(reference, part);
      else if (part !== undefined) settle(reference, part);
    }
  }
  return nodes;
}

/** Says what is wrong with a reference rather than with the document to serve. */
function unresolved(error: unknown): OpenApiMcpError {
  if (!isOpenApiMcpError(error)) {
    return new OpenApiMcpError('REFERENCE_UNRESOLVED', `${messageOf(error)}.`, { cause: error });
  }
  if (error.hint !== errorCatalogue[error.code].fix || error.code === 'REFERENCE_REFUSED') return error;
  return new OpenApiMcpError('REFERENCE_UNRESOLVED', error.message, { cause: error });
}

/** Early Swagger wrote the bare name of a schema as its reference. */
function schemaNamed(root: JsonObject, { text, kind, role }: Reference): string | undefined {
  if (kind !== 'schema' || role !== 'node' || !/^\w+$/.test(text)) return undefined;
  if (valueAt(root, ['definitions', text]) !== undefined) return `#/definitions/${text}`;
  const component = valueAt(root, ['components', 'schemas', text]);
  return component === undefined ? undefined : `#/components/schemas/${text}`;
}

function isLost(name: string, reference: Reference): boolean {
  if (name === '$ref') return true;
  return reference.kind === 'schema' && reference.role === 'node' && !/^(?:title|description)$/.test(name);
}

function fragmentOf(text: string): string {
  const hash = text.indexOf('#');
  return hash === -1 ? '' : text.slice(hash + 1);
}

function resolveUrl(reference: Reference): URL | undefined {
  const text = reference.text.replace(/#.*$/s, '');
  if (!URL.canParse(text, reference.from.url.href)) return undefined;
  return new URL(text, reference.from.url);
}

/** For messages. */
export function placeOf(url: URL): string {
  return url.protocol === 'file:' ? fileURLToPath(url) : shownUrl(url);
}

/** Named after its file, for tools show the names of schemas. */
function uniqueName(url: URL, names: Set<string>): string {
  const file = url.pathname.split('/').at(-1) ?? '';
  const stem = file.replace(/\.(?:json|ya?ml)$/i, '').replaceAll(/[^\w.-]+/g, '_') || 'document';
  let name = stem;
  for (let number = 2; names.has(name) || name === '__proto__'; number++) name = `${stem}_${number}`;
  names.add(name);
  return name;
}
