import { STATUS_CODES } from 'node:http';
import { asJsonObject } from '../json/narrow.ts';
import { templateNames } from '../model/read-parameters.ts';
import { readRequestBody } from './read-request-body.ts';
import { createChecker } from './schema-checker.ts';
import { writeContent } from './write-media.ts';
import { checkParameters } from './check-parameters.ts';
import { readPreferences } from './prefer-header.ts';
import { createRandom } from './random.ts';
import { chooseMedia, chooseResponse, declared, isStructured, sampleHeaders } from './choose-response.ts';
import { createRouter } from './router.ts';
import { createSampler } from './sampler.ts';
import { adopt, findCollections, idProperty, isItem, mergePatch } from './stored-items.ts';
import { uuid } from './sample-text.ts';
import { createValueMaker } from './value-maker.ts';
import type { Problem } from './schema-checker.ts';
import type { Random } from './random.ts';
import type { Items } from './stored-items.ts';
import type { Match } from './router.ts';
import type { Preferences } from './prefer-header.ts';
import type { ApiModel, MediaType, Operation, Response } from '../model/api-model.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** A request as it came over the wire. */
export interface MockRequest {
  method: string;
  /** Raw path and query. */
  target: string;
  /** Names in lower case, values of one name joined by commas. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface MockResponse {
  status: number;
  headers: Record<string, string>;
  body?: Buffer;
}

/** Statuses without content (RFC 9110 §15.3.5, §15.3.6, §15.4.5). */
const empty = new Set([204, 205, 304]);

/** Answers requests from a document: examples first, then samples, with what was created in between. */
export async function createResponder(
  model: ApiModel,
  seed: number,
): Promise<(request: MockRequest) => MockResponse> {
  const { document } = model;
  const route = createRouter(model);
  const checker = await createChecker(document);
  const sampler = createSampler(document, 'response', checker.accepts);
  const values = createValueMaker(document, checker, sampler);
  const collections = findCollections(model);
  const items: Items = new Map();
  let created = 0;

  function respond(request: MockRequest): MockResponse {
    const routing = route(request.method, request.target);
    const [path = '', query = ''] = request.target.split('?', 2);
    if (routing.kind === 'path') return problemResponse(404, `The document has no path for ${path}.`);
    if (routing.kind === 'method') {
      const allowed = routing.allowed.join(', ');
      return problemResponse(405, `${path} takes ${allowed}, not ${request.method}.`, {
        headers: { Allow: allowed },
      });
    }
    const { match } = routing;
    const { operation } = match;
    const wrong = checkParameters(
      operation,
      { match, query, headers: request.headers, credentials: queryCredentials(model) },
      checker,
    );
    const body = readRequestBody(operation, request.headers['content-type'], request.body, checker);
    const problems = [...wrong, ...body.problems];
    if (problems.length > 0) return refuse(body.problems.length > 0 ? body.status : 400, problems);
    const answer = answerOf(match, request, body.value);
    return request.method === 'HEAD' ? { status: answer.status, headers: answer.headers } : answer;
  }

  function answerOf(match: Match, request: MockRequest, given: Json | undefined): MockResponse {
    const { operation } = match;
    const preferences = readPreferences(request.headers['prefer']);
    const key = decodePath((request.target.split('?', 1)[0] ?? '').slice(match.base.length));
    const asked = Object.keys(preferences).length > 0;
    if (
      !asked &&
      isItem(operation) &&
      items.has(key) &&
      items.get(key) === undefined &&
      operation.method !== 'PUT'
    )
      return answerMissing(operation, request, key);
    const { status, response } = chooseResponse(operation, preferences);
    const applied: Record<string, string> =
      preferences.code === undefined ? {} : { 'Preference-Applied': `code=${preferences.code}` };
    if (response === undefined)
      return status < 400
        ? { status, headers: applied }
        : problemResponse(status, 'This was asked for by Prefer.', { headers: applied });
    const random = (): Random => createRandom(seed, request.method, request.target, status);
    const headers = { ...sampleHeaders(document, operation, response, sampler, random()), ...applied };
    const media = chooseMedia(response, request.headers['accept']);
    if (media === undefined || empty.has(status)) {
      if (!asked) change(operation, key, given, undefined, random);
      return { status, headers };
    }
    const value = valueOf(media, preferences, status, random);
    if ('missing' in value) return refuse(400, [value.missing]);
    const kept = asked ? undefined : change(operation, key, given, media, random);
    if (
      kept?.location !== undefined &&
      Object.keys(headers).some((name) => name.toLowerCase() === 'location')
    )
      headers['Location'] = `${match.base}${kept.location}`;
    const content = writeContent(document, media, kept?.value ?? value.value, random());
    return { status, headers: { ...headers, 'Content-Type': content.mediaType }, body: content.body };
  }

  function valueOf(
    media: MediaType,
    { example }: Preferences,
    status: number,
    random: () => Random,
  ): { value: Json } | { missing: Problem } {
    if (example === undefined) return { value: named(values.value(media, random), media, status) };
    const examples = values.examples(media);
    const value = examples.get(example);
    if (value !== undefined) return { value };
    const names = [...examples.keys()].join(', ') || 'none';
    return { missing: { pointer: 'Prefer', detail: `there is no example ${example}; there are: ${names}` } };
  }

  /** A problem says its own status (RFC 9457 §3.1.2). */
  function named(value: Json, media: MediaType, status: number): Json {
    const object = asJsonObject(value);
    if (status < 400 || typeof object?.['status'] !== 'number') return value;
    const changed = { ...object, status };
    return values.check(media)(changed).length === 0 ? changed : value;
  }

  /** Keeps what a request creates, changes or deletes; answers what the response then holds. */
  function change(
    operation: Operation,
    key: string,
    given: Json | undefined,
    media: MediaType | undefined,
    random: () => Random,
  ): { value: Json; location?: string } | undefined {
    const body = asJsonObject(given);
    const collection = collections.get(operation.path);
    const isRight = (value: Json): boolean => media === undefined || values.check(media)(value).length === 0;
    if (operation.method === 'POST' && collection !== undefined && body !== undefined && isStructured(media))
      return create(key, collection.variable, body, media, random);
    if (!isItem(operation)) return undefined;
    if (operation.method === 'DELETE') {
      items.set(key, undefined);
      return undefined;
    }
    const stored = items.get(key);
    if ((operation.method === 'PUT' || operation.method === 'PATCH') && body !== undefined) {
      const look = isStructured(media) ? media : readMedia(operation.path);
      if (look === undefined) return undefined;
      const before = stored ?? unchanged(operation, look, key, random);
      const shown = values.withoutHidden(look, body);
      const check = (value: Json): boolean => values.check(look)(value).length === 0;
      const changes =
        asJsonObject(operation.method === 'PATCH' ? patched(before, shown, check) : shown) ?? {};
      const after = adopt(before, changes, check);
      items.set(key, asJsonObject(after) ?? {});
      return media === undefined || !isRight(after) ? undefined : { value: after };
    }
    if (stored === undefined || media === undefined || !isStructured(media)) return undefined;
    return isRight(stored)
      ? { value: stored }
      : { value: adopt(values.minimal(media, random), stored, isRight) };
  }

  function create(
    path: string,
    variable: string,
    body: JsonObject,
    media: MediaType,
    random: () => Random,
  ): { value: Json; location?: string } | undefined {
    const isRight = (value: Json): boolean => values.check(media)(value).length === 0;
    const base = values.minimal(media, random);
    const look = asJsonObject(base);
    if (look === undefined) return undefined;
    const value =
      asJsonObject(adopt(look, asJsonObject(values.withoutHidden(media, body)) ?? {}, isRight)) ?? {};
    const full =
      idProperty(value, variable) === undefined ? asJsonObject(values.value(media, random)) : undefined;
    const property = idProperty(value, variable) ?? idProperty(full ?? {}, variable);
    if (property === undefined) return { value };
    const known = Object.hasOwn(value, property) ? value[property] : full?.[property];
    const id = Object.hasOwn(body, property)
      ? value[property]
      : newId(path, property, known, value, media, isRight);
    if (id === undefined || typeof id === 'object') return { value };
    const item = { ...value, [property]: id };
    items.set(`${path}/${String(id)}`, item);
    return { value: item, location: `${path}/${encodeURIComponent(String(id))}` };
  }

  function newId(
    path: string,
    property: string,
    like: Json | undefined,
    value: JsonObject,
    media: MediaType,
    isRight: (value: Json) => boolean,
  ): Json | undefined {
    for (let attempt = 0; attempt < 50; attempt++) {
      const random = createRandom(seed, path, ++created);
      const sampled = asJsonObject(
        sampler.sample(media.schema, random, { examples: false, optional: true, branch: 0 }),
      )?.[property];
      const candidates = typeof like === 'number' ? [1000 + created, sampled] : [sampled, uuid(random)];
      for (const candidate of candidates)
        if (
          candidate !== undefined &&
          !items.has(`${path}/${String(candidate)}`) &&
          isRight({ ...value, [property]: candidate })
        )
          return candidate;
    }
    return like;
  }

  /** How an item looks where the response of the request does not say. */
  function readMedia(path: string): MediaType | undefined {
    const read = collections.get(path.replace(/\/\{[^{}/]+\}$/, ''))?.read;
    const response = read === undefined ? undefined : chooseResponse(read, {}).response;
    return response?.content.find(isStructured);
  }

  /** An item that nobody changed yet: what its GET answers, under the id that is asked for. */
  function unchanged(operation: Operation, look: MediaType, key: string, random: () => Random): Json {
    const media = operation.method === 'PUT' ? look : (readMedia(operation.path) ?? look);
    const item = operation.method === 'PUT' ? values.minimal(media, random) : values.value(media, random);
    return withId(item, operation, key, (value) => values.check(media)(value).length === 0);
  }

  function answerMissing(operation: Operation, request: MockRequest, key: string): MockResponse {
    const response = declared(
      operation.responses.filter(({ status }) => status !== 'default'),
      404,
    );
    return answerDeclared(operation, request, 404, response) ?? problemResponse(404, `${key} was deleted.`);
  }

  function answerDeclared(
    operation: Operation,
    request: MockRequest,
    status: number,
    response: Response | undefined,
  ): MockResponse | undefined {
    const media = response === undefined ? undefined : chooseMedia(response, request.headers['accept']);
    if (response === undefined || media === undefined) return undefined;
    const random = (): Random => createRandom(seed, request.method, request.target, status);
    const value = named(values.value(media, random), media, status);
    const content = writeContent(document, media, value, random());
    const headers = sampleHeaders(document, operation, response, sampler, random());
    return { status, headers: { ...headers, 'Content-Type': content.mediaType }, body: content.body };
  }

  return respond;
}

function queryCredentials(model: ApiModel): Set<string> {
  return new Set(
    Object.values(model.securitySchemes).flatMap((scheme) =>
      scheme.type === 'apiKey' && scheme.in === 'query' ? [scheme.name] : [],
    ),
  );
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function refuse(status: number, errors: Problem[]): MockResponse {
  const count = errors.length === 1 ? '1 mistake' : `${errors.length} mistakes`;
  return problemResponse(status, `The request has ${count}.`, { errors });
}

/** RFC 9457 §3. */
export function problemResponse(
  status: number,
  detail: string,
  { errors, headers = {} }: { errors?: Problem[]; headers?: Record<string, string> } = {},
): MockResponse {
  const title = STATUS_CODES[status] ?? 'Error';
  const body = { type: 'about:blank', title, status, detail, ...(errors === undefined ? {} : { errors }) };
  return {
    status,
    headers: { ...headers, 'Content-Type': 'application/problem+json' },
    body: Buffer.from(JSON.stringify(body), 'utf8'),
  };
}

/** The item with the id that the path names, where that is one. */
function withId(item: Json, operation: Operation, key: string, isRight: (value: Json) => boolean): Json {
  const object = asJsonObject(item);
  const property = idProperty(item, templateNames(operation.path).at(-1) ?? 'id');
  const last = key.split('/').at(-1) ?? '';
  if (object === undefined || property === undefined) return item;
  const changed = { ...object, [property]: typeof object[property] === 'number' ? Number(last) : last };
  return isRight(changed) ? changed : item;
}

/** A null of a merge patch stays where the schema has one, and removes the property where it has not. */
function patched(before: Json, patch: Json, isRight: (value: Json) => boolean): Json {
  const literal = { ...asJsonObject(before), ...asJsonObject(patch) };
  return isRight(literal) ? literal : mergePatch(before, patch);
}
