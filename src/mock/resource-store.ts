import { isJson } from '../http/media-type.ts';
import { isLongInteger } from '../json/exact-json.ts';
import { asJsonObject } from '../json/narrow.ts';
import { templateNames } from '../model/read-parameters.ts';
import { chooseResponse } from './choose-response.ts';
import { collectionPath, findCollections, idProperty, isItemOperation, isNamedAs } from './collections.ts';
import { findId, idAt, mergeItem, withId } from './item-id.ts';
import { mergeValid, patchNullable } from './merge-values.ts';
import { createRandom } from './random.ts';
import { uuid } from './sample-text.ts';
import type { Collection } from './collections.ts';
import type { IdPlace } from './item-id.ts';
import type { IsValid } from './merge-values.ts';
import type { Random } from './random.ts';
import type { ResponseSampler } from './response-sampler.ts';
import type { ApiModel, MediaType, Operation } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Attempts to sample an id that no item has. */
const idAttempts = 50;

/** A resource that a request read, created or changed. */
export interface StoredResource {
  /** The representation for the response. */
  value: Json;
  /** Path of a created resource, without the base path. */
  location?: string;
}

/** A request that reads or changes a resource. */
export interface ResourceRequest {
  operation: Operation;
  /** Decoded path, without the base path. */
  path: string;
  /** The decoded value of the last variable of the path, which identifies an item. */
  id: string;
  /** Deserialized request body. */
  body: Json | undefined;
  /** Media type of the response, absent if the response has no content. */
  media: MediaType | undefined;
  /** Creates the source of numbers for the samples of the response. */
  createRandom: () => Random;
}

/** The resources that requests created, changed or deleted while the mock runs. */
export class ResourceStore {
  readonly #bodies: ResponseSampler;
  readonly #seed: number;
  readonly #collections: Map<string, Collection>;
  /** Items by decoded path; `undefined` for a deleted one. */
  readonly #items = new Map<string, JsonObject | undefined>();
  #created = 0;

  constructor(model: ApiModel, bodies: ResponseSampler, seed: number) {
    this.#bodies = bodies;
    this.#seed = seed;
    this.#collections = findCollections(model);
  }

  /** Returns true if a request deleted the resource of an item operation. */
  isDeleted(operation: Operation, path: string): boolean {
    return isItemOperation(operation) && this.#items.has(path) && this.#items.get(path) === undefined;
  }

  /** Applies a request, and returns the stored resource for its response, or `undefined` if there is none. */
  apply(request: ResourceRequest): StoredResource | undefined {
    const { operation, path, media } = request;
    const { method } = operation;
    const body = asJsonObject(request.body);
    const collection = this.#collections.get(operation.path);
    if (method === 'POST' && collection !== undefined && body !== undefined && isStorable(media))
      return this.#create(request, collection.variable, body, media);
    if (!isItemOperation(operation)) return undefined;
    if (method === 'DELETE') {
      this.#items.set(path, undefined);
      return undefined;
    }
    if ((method === 'PUT' || method === 'PATCH') && body !== undefined) return this.#update(request, body);
    return this.#read(request);
  }

  #create(
    { path, createRandom: random }: ResourceRequest,
    variable: string,
    body: JsonObject,
    media: MediaType,
  ): StoredResource | undefined {
    const isValid = this.#isValid(media);
    const base = asJsonObject(this.#bodies.sampleMinimal(media, random));
    if (base === undefined) return undefined;
    const sent = asJsonObject(this.#bodies.withoutHidden(media, body)) ?? {};
    const isKnown = idProperty(base, variable) !== undefined;
    const full = isKnown ? base : this.#bodies.sample(media, random);
    const place = findId([base, full], variable) ?? findId([sent], variable);
    const value = asJsonObject(mergeItem(base, sent, place, isValid)) ?? {};
    if (place === undefined) return { value };
    const isFree = (id: Json): boolean =>
      !this.#items.has(`${path}/${String(id)}`) && isValid(withId(value, place, id));
    const isGiven = idAt(body, place) !== undefined || idAt(body, { property: place.property }) !== undefined;
    const known = idAt(value, place);
    const id = isGiven ? known : this.#newId(path, place, known ?? idAt(full, place), media, isFree);
    if (id === undefined || typeof id === 'object') return { value };
    const item = withId(value, place, id);
    this.#items.set(`${path}/${String(id)}`, item);
    return { value: item, location: `${path}/${encodeURIComponent(String(id))}` };
  }

  /** Returns an id that no item has: a number from 1000 if ids are numbers, else a sample or a UUID. */
  #newId(
    path: string,
    place: IdPlace,
    sampled: Json | undefined,
    media: MediaType,
    isFree: IsValid,
  ): Json | undefined {
    for (let attempt = 0; attempt < idAttempts; attempt++) {
      const random = createRandom(this.#seed, path, ++this.#created);
      const other = idAt(this.#bodies.sampleWithoutExamples(media, random), place);
      const candidates = typeof sampled === 'number' ? [1000 + this.#created, other] : [other, uuid(random)];
      const id = candidates.find((candidate) => candidate !== undefined && isFree(candidate));
      if (id !== undefined) return id;
    }
    return sampled;
  }

  #update(request: ResourceRequest, body: JsonObject): StoredResource | undefined {
    const { operation, path, media } = request;
    const representation = isStorable(media) ? media : this.#representationOf(operation);
    if (representation === undefined) return undefined;
    const before = this.#items.get(path) ?? this.#initialItem(request, representation);
    const sent = asJsonObject(this.#bodies.withoutHidden(representation, body)) ?? {};
    const isValid = this.#isValid(representation);
    const place = findId([before], variableOf(operation));
    const isFlat = place?.envelope === undefined;
    const changes = operation.method === 'PATCH' && isFlat ? patchNullable(before, sent, isValid) : sent;
    const after = mergeItem(asJsonObject(before) ?? {}, asJsonObject(changes) ?? {}, place, isValid);
    this.#items.set(path, asJsonObject(after) ?? {});
    return media !== undefined && this.#isValid(media)(after) ? { value: after } : undefined;
  }

  /** Returns a stored item, or one that no request changed yet under the id in the path, if the schema allows that id. */
  #read({ operation, path, id, media, createRandom: random }: ResourceRequest): StoredResource | undefined {
    if (!isStorable(media)) return undefined;
    const item = this.#items.get(path);
    const isValid = this.#isValid(media);
    if (item === undefined) {
      if (operation.method !== 'GET') return undefined;
      const value = this.#bodies.sample(media, random);
      const place = findId([value], variableOf(operation));
      const isIdentified = place !== undefined && isNamedAs(place.property, variableOf(operation));
      return { value: isIdentified ? withPathId(value, operation, id, isValid) : value };
    }
    if (isValid(item)) return { value: item };
    return { value: mergeValid(this.#bodies.sampleMinimal(media, random), item, isValid) };
  }

  /** Returns the media type of the GET of an item. */
  #representationOf(operation: Operation): MediaType | undefined {
    const read = this.#collections.get(collectionPath(operation))?.read;
    const response = read === undefined ? undefined : chooseResponse(read, {}).response;
    return response?.content.find(isStorable);
  }

  /** Returns an item that no request changed yet: what its GET responds with, under the id in the path. */
  #initialItem({ operation, id, createRandom: random }: ResourceRequest, representation: MediaType): Json {
    if (operation.method === 'PUT')
      return withPathId(
        this.#bodies.sampleMinimal(representation, random),
        operation,
        id,
        this.#isValid(representation),
      );
    const media = this.#representationOf(operation) ?? representation;
    return withPathId(this.#bodies.sample(media, random), operation, id, this.#isValid(media));
  }

  #isValid(media: MediaType): IsValid {
    return (value) => this.#bodies.validate(media, value).length === 0;
  }
}

/** Returns true for a media type whose values can be stored. */
function isStorable(media: MediaType | undefined): media is MediaType {
  return media !== undefined && (isJson(media.mediaType) || media.mediaType === '*/*');
}

/** Returns the item with the id in its path, if the schema allows that id. */
function withPathId(item: Json, operation: Operation, id: string, isValid: IsValid): Json {
  const object = asJsonObject(item);
  const place = findId([item], variableOf(operation));
  if (object === undefined || place === undefined) return item;
  // An id beyond 2^53, or one that is no number, stays text, which the schema refuses.
  const number = isLongInteger(id) ? Number.NaN : Number.parseFloat(id);
  const isNumber = typeof idAt(item, place) === 'number' && Number(id) === number;
  const changed = withId(object, place, isNumber ? number : id);
  return isValid(changed) ? changed : item;
}

function variableOf({ path }: Operation): string {
  return templateNames(path).at(-1) ?? 'id';
}
