import { isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import type { Report } from '../errors.ts';
import { isJsonObject } from '../json/narrow.ts';
import { formatPointer, parseFragment, valueAt } from '../json/pointer.ts';
import type { Json, JsonObject } from '../json/value.ts';
import type {
  Bundle,
  BundledDocument,
  BundleObserver,
  DynamicReference,
  ExternalNode,
  Reference,
} from './bundle-types.ts';
import { ExternalDocuments } from './external-documents.ts';
import { findReferences } from './find-references.ts';
import type { LoadOptions } from './load-options.ts';
import type { ObjectType } from './object-types.ts';
import { findVersion } from './openapi-version.ts';
import type { SourceOrigin } from './read-source.ts';
import { createObjectRepair } from './repair-objects.ts';
import type { ObjectRepair } from './repair-objects.ts';
import { checkReference, refusalError } from './reference-policy.ts';
import {
  collectSchemaIdentifiers,
  isOpenApi,
  resolveInSchema,
  resolveSchemaIdentifier,
} from './schema-identifiers.ts';
import type { ScalarTexts } from './yaml-scalar.ts';
import type { SchemaIdentifiers } from './schema-identifiers.ts';

/** Matches local references whose targets a walk from the root reaches without references. */
const reachedPointers = /^#\/(?:paths|components|webhooks|definitions|parameters|responses)\//;

/**
 * Attaches every document that `root` refers to under `x-external`, makes all references local, and repairs the objects
 * that it visits, in place. `texts` receives those of the scalars of YAML in external documents.
 * A reference that cannot be resolved is reported, and becomes an empty object.
 */
export async function bundleReferences(
  root: JsonObject,
  origin: Pick<SourceOrigin, 'base' | 'fetcher'>,
  options: LoadOptions,
  report: Report,
  observer: BundleObserver = {},
  texts: ScalarTexts = new Map(),
): Promise<Bundle> {
  return new ReferenceBundler(root, origin, options, report, observer, texts).bundle();
}

/** The state of one bundling. */
class ReferenceBundler {
  readonly #main: BundledDocument & { document: JsonObject };
  readonly #documents: ExternalDocuments;
  readonly #options: LoadOptions;
  readonly #report: Report;
  readonly #observer: BundleObserver;
  readonly #externalNodes: ExternalNode[] = [];
  readonly #dynamicReferences: DynamicReference[] = [];
  /** The objects that were scanned for references, except in the scan of the main document. */
  readonly #scanned = new Set<object>();
  readonly #identifiers = new Map<BundledDocument, SchemaIdentifiers>();
  readonly #repairs = new Map<BundledDocument, ObjectRepair>();
  /** The references to resolve once the documents that they name are loaded. */
  #pending: Reference[] = [];

  constructor(
    root: JsonObject,
    origin: Pick<SourceOrigin, 'base' | 'fetcher'>,
    options: LoadOptions,
    report: Report,
    observer: BundleObserver,
    texts: ScalarTexts,
  ) {
    this.#main = { url: origin.base, document: root, path: [] };
    this.#documents = new ExternalDocuments(this.#main, origin, options, report, observer, texts);
    this.#options = options;
    this.#report = report;
    this.#observer = observer;
  }

  /** Resolves references in rounds: the documents of one round may have references to documents of the next. */
  async bundle(): Promise<Bundle> {
    const main = this.#repairOf(this.#main);
    const enter = (node: JsonObject, type: ObjectType, path: readonly (string | number)[]): boolean => {
      main.repair(node, type, path);
      return true;
    };
    findReferences(
      this.#main.document,
      'document',
      [],
      { enter, isResolved: (text) => this.#isReached(text) },
      (reference) => this.#consider({ ...reference, from: this.#main }),
    );
    while (this.#pending.length > 0) {
      const round = this.#pending;
      this.#pending = [];
      const located = round.map((reference) => ({ reference, url: this.#locate(reference) }));
      const missing = new Map<string, URL>();
      for (const { url } of located) {
        if (url !== undefined && this.#documents.get(url) === undefined) missing.set(url.href, url);
      }
      await this.#documents.load([...missing.values()]);
      for (const { reference, url } of located) {
        const document = url && this.#documents.get(url);
        if (isOpenApiMcpError(document)) this.#drop(reference, document);
        else if (document !== undefined) this.#resolve(reference, document);
      }
    }
    for (const repair of this.#repairs.values()) repair.finish(this.#main.document);
    return { externalNodes: this.#externalNodes, dynamicReferences: this.#dynamicReferences };
  }

  #scan(from: BundledDocument, value: Json, type: ObjectType, path: string[]): void {
    const { repair } = this.#repairOf(from);
    const enter = (node: JsonObject, nodeType: ObjectType, at: readonly (string | number)[]): boolean => {
      if (this.#scanned.has(node)) return false;
      this.#scanned.add(node);
      repair(node, nodeType, at);
      return true;
    };
    findReferences(value, type, path, { enter }, (reference) => this.#consider({ ...reference, from }));
  }

  /** A fragment without a version has the dialect of the main document. */
  #repairOf(from: BundledDocument): ObjectRepair {
    let repair = this.#repairs.get(from);
    if (repair === undefined) {
      const version = findVersion(from.document) ?? findVersion(this.#main.document);
      repair = createObjectRepair(version?.dialect ?? '3.1', this.#report);
      this.#repairs.set(from, repair);
    }
    return repair;
  }

  /** Resolves a local reference, and queues any other. */
  #consider(reference: Reference): void {
    const { text, from } = reference;
    if (reference.role === 'map' || !text.startsWith('#')) this.#pending.push(reference);
    // An anchor, or a pointer relative to the `$id` of a schema, does not resolve as a pointer into the document.
    else if (this.#isDangling(reference) && this.#resolveByIdentifier(reference)) return;
    else if (from !== this.#main) this.#resolve(reference, from);
    else if (!this.#isReached(text)) this.#follow(reference, this.#main, fragmentOf(text));
  }

  /** Returns true for a reference to an object that the scan of the main document reaches anyway, as most are. */
  #isReached(text: string): boolean {
    if (text.startsWith('#/components/')) return true;
    return reachedPointers.test(text) && Object.hasOwn(this.#main.document, text.split('/', 2)[1] ?? '');
  }

  #isDangling({ text, from, key, type }: Reference): boolean {
    if (key === '$ref' && from === this.#main && this.#isReached(text)) return false;
    const path = parseFragment(fragmentOf(text));
    // The root of an OpenAPI document is no schema.
    if (type === 'schema' && path?.length === 0 && isOpenApi(from.document)) return true;
    return path === undefined || valueAt(from.document, path) === undefined;
  }

  /** Resolves a reference to the schema with the `$id`, `$anchor` or `$self` that it names, if there is one. */
  #resolveByIdentifier(reference: Reference): boolean {
    const { holder, key, text, from } = reference;
    const path = reference.path.slice(from.path.length);
    const pointer =
      resolveSchemaIdentifier(from.document, this.#identifiersOf(from), from.url, text, path) ??
      this.#resolveInSchema(reference, path);
    if (pointer === undefined) return false;
    holder[key] = `#${formatPointer(from.path)}${pointer}`;
    this.#follow(reference, from, pointer);
    if (key === '$recursiveRef' || key === '$dynamicRef')
      this.#noteDynamic(reference, parseFragment(pointer) ?? []);
    return true;
  }

  /** Resolves a reference of another document to the schema of the main document that has the URL as its `$id`. */
  #resolveInMain(reference: Reference, url: URL | undefined): boolean {
    const { document, url: base } = this.#main;
    if (reference.from === this.#main || url === undefined) return false;
    const name = `${url.href}#${fragmentOf(reference.text)}`;
    const pointer = resolveSchemaIdentifier(document, this.#identifiersOf(this.#main), base, name, []);
    if (pointer === undefined) return false;
    reference.holder[reference.key] = `#${pointer}`;
    return this.#follow(reference, this.#main, pointer);
  }

  #identifiersOf(document: BundledDocument): SchemaIdentifiers {
    let identifiers = this.#identifiers.get(document);
    if (identifiers === undefined) {
      identifiers = collectSchemaIdentifiers(document.document, document.url);
      this.#identifiers.set(document, identifiers);
    }
    return identifiers;
  }

  /** Returns the pointer of the anchor that a fragment names, or the fragment itself. */
  #pointerOf(fragment: string, document: BundledDocument): string {
    if (fragment === '' || fragment.startsWith('/')) return fragment;
    const identifiers = this.#identifiersOf(document);
    return (
      resolveSchemaIdentifier(document.document, identifiers, document.url, `#${fragment}`, []) ?? fragment
    );
  }

  #resolveInSchema({ type, text, from, key, ...reference }: Reference, path: string[]): string | undefined {
    if (type !== 'schema' || !text.startsWith('#')) return undefined;
    const pointer = resolveInSchema(from.document, fragmentOf(text), path);
    if (pointer === undefined || key === '$recursiveRef') return pointer;
    const message = `The reference to ${text} was read relative to the schema around it, as #${pointer}.`;
    this.#report({ kind: 'repaired', pointer: formatPointer(reference.path), message });
    return pointer;
  }

  /** Records a reference whose target has an anchor that an outer resource can override. Any other is a plain one. */
  #noteDynamic({ holder, key, text, from }: Reference, path: string[]): void {
    const target = valueAt(from.document, path);
    const anchors = isJsonObject(target) ? target : {};
    const name = key === '$recursiveRef' ? '' : text.replace(/^.*#/s, '');
    if (key === '$recursiveRef') {
      holder['$dynamicRef'] = holder[key] ?? '';
      delete holder[key];
    }
    const isDynamic = name === '' ? anchors['$recursiveAnchor'] === true : anchors['$dynamicAnchor'] === name;
    if (isDynamic) this.#dynamicReferences.push({ holder, name });
  }

  /** Scans the target of a reference. Returns false if there is none. */
  #follow(reference: Reference, document: BundledDocument, fragment: string): boolean {
    const path = parseFragment(fragment);
    const target = path === undefined ? undefined : valueAt(document.document, path);
    if (path === undefined || target === undefined) return false;
    if (!isJsonObject(target)) return true;
    const isMain = document === this.#main;
    if (!isMain) {
      this.#externalNodes.push({ node: target, type: reference.type, document: document.document });
    }
    const isScanned = isMain && (path.length === 0 || this.#isReached(`#${fragment}`));
    if (!isScanned) this.#scan(document, target, reference.type, [...document.path, ...path]);
    return true;
  }

  #resolve(reference: Reference, document: BundledDocument): void {
    const fragment = this.#pointerOf(fragmentOf(reference.text), document);
    if (reference.role === 'map') return this.#mergeEntries(reference, document, fragment);
    reference.holder[reference.key] = `#${formatPointer(document.path)}${fragment}`;
    if (!this.#follow(reference, document, fragment) && document !== this.#main) {
      this.#drop(
        reference,
        new OpenApiMcpError('REFERENCE_UNRESOLVED', 'nothing exists at that JSON pointer.'),
      );
    }
  }

  /** Copies the entries of the target of a reference into the map that the reference stands in. */
  #mergeEntries(reference: Reference, document: BundledDocument, fragment: string): void {
    const { holder, type, path } = reference;
    const targetPath = parseFragment(fragment);
    const target = targetPath && valueAt(document.document, targetPath);
    if (targetPath === undefined || !isJsonObject(target)) {
      return this.#drop(
        reference,
        new OpenApiMcpError('REFERENCE_UNRESOLVED', 'no object exists at that JSON pointer.'),
      );
    }
    delete holder['$ref'];
    for (const [key, entry] of Object.entries(structuredClone(target))) {
      if (Object.hasOwn(holder, key)) continue;
      holder[key] = entry;
      const from = formatPointer([...document.path, ...targetPath, key]);
      this.#observer.copied?.(formatPointer([...path, key]), from);
      if (!isJsonObject(entry)) continue;
      if (document !== this.#main) {
        this.#externalNodes.push({ node: entry, type, document: document.document });
      }
      this.#scan(document, entry, type, [...path, key]);
    }
  }

  /** Deletes a reference, and reports it. */
  #drop(reference: Reference, error: OpenApiMcpError): void {
    const { holder, key, role, text } = reference;
    if (role === 'mapping' || key !== '$ref') delete holder[key];
    // The siblings of a reference to a schema have no meaning without it, except for its texts.
    else for (const name of Object.keys(holder)) if (isDropped(name, reference)) delete holder[name];
    const message = `The reference to ${text} was dropped: ${error.message} ${error.hint}`;
    this.#report({ kind: 'relaxed', pointer: formatPointer(reference.path), message });
  }

  /** Returns the URL of the document that a reference names, or undefined if the reference needs no document. */
  #locate(reference: Reference): URL | undefined {
    const { text, from } = reference;
    const url = resolveUrl(reference);
    if (this.#resolveByIdentifier(reference)) return undefined;
    const named = schemaNamed(this.#main.document, reference);
    if (named !== undefined) {
      reference.holder[reference.key] = named;
      const message = `The reference to ${text} was read as ${named}.`;
      this.#report({ kind: 'repaired', pointer: formatPointer(reference.path), message });
      return undefined;
    }
    if (url !== undefined && this.#documents.get(url) !== undefined) return url;
    const refusal =
      url === undefined
        ? refusalError('it is neither a URL nor a path.')
        : checkReference(url, text, from.url, this.#main.url, this.#options);
    if (refusal !== undefined && !this.#resolveInMain(reference, url)) this.#drop(reference, refusal);
    return refusal === undefined ? url : undefined;
  }
}

/** Returns the reference that the bare name of a schema stands for, as in early versions of Swagger. */
function schemaNamed(root: JsonObject, { text, type, role }: Reference): string | undefined {
  if (type !== 'schema' || role !== 'node' || !/^\w+$/.test(text)) return undefined;
  if (valueAt(root, ['definitions', text]) !== undefined) return `#/definitions/${text}`;
  const component = valueAt(root, ['components', 'schemas', text]);
  return component === undefined ? undefined : `#/components/schemas/${text}`;
}

function isDropped(name: string, reference: Reference): boolean {
  if (name === '$ref') return true;
  return reference.type === 'schema' && reference.role === 'node' && !/^(?:title|description)$/.test(name);
}

function fragmentOf(text: string): string {
  const hash = text.indexOf('#');
  return hash === -1 ? '' : text.slice(hash + 1);
}

function resolveUrl({ text, from }: Reference): URL | undefined {
  const withoutFragment = text.replace(/#.*$/s, '');
  if (!URL.canParse(withoutFragment, from.url.href)) return undefined;
  return new URL(withoutFragment, from.url);
}
