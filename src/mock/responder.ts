import { decodePercent } from '../json/decode-percent.ts';
import { asJsonObject } from '../json/narrow.ts';
import { chooseMediaType, chooseResponse, declaredResponse } from './choose-response.ts';
import { invalidRequest, problemResponse } from './mock-message.ts';
import { readPreferences } from './prefer-header.ts';
import { createRandom } from './random.ts';
import { ResourceStore } from './resource-store.ts';
import { ResponseSampler } from './response-sampler.ts';
import { templateNames } from '../model/read-parameters.ts';
import { createRouter } from './router.ts';
import { sampleHeaders } from './sample-headers.ts';
import { Sampler } from './sampler.ts';
import { SchemaValidator } from './schema-validator.ts';
import { validateBody } from './validate-body.ts';
import { validateParameters } from './validate-parameters.ts';
import { writeBody } from './write-body.ts';
import type { MockRequest, MockResponse } from './mock-message.ts';
import type { Random } from './random.ts';
import type { Routing, RoutedOperation } from './router.ts';
import type { MockOptions } from './mock-options.ts';
import type { ApiModel, MediaType, Response } from '../model/api-model.ts';
import type { Json } from '../json/value.ts';

/** Statuses without content (RFC 9110 §15.3.5, §15.3.6, §15.4.5). */
const statusesWithoutContent = new Set([204, 205, 304]);

/** Returns a function that responds to requests with stored resources, examples, or samples, in that order. */
export async function createResponder(
  model: ApiModel,
  seed: number,
  { allowUndeclaredQuery = false }: Pick<MockOptions, 'allowUndeclaredQuery'> = {},
): Promise<(request: MockRequest) => MockResponse> {
  const validator = await SchemaValidator.create(model.document);
  const ignored = allowUndeclaredQuery ? 'all' : queryCredentials(model);
  const responder = new Responder(model, seed, validator, ignored);
  return (request) => responder.respond(request);
}

/** A valid request, with the operation that it calls. */
interface OperationCall extends RoutedOperation {
  request: MockRequest;
  /** Decoded path, without the base path. */
  path: string;
  /** Deserialized request body. */
  body: Json | undefined;
}

/** A response that is about to be written. */
interface PendingResponse {
  status: number;
  response: Response;
  /** Absent for a response without content. */
  media: MediaType | undefined;
}

class Responder {
  readonly #model: ApiModel;
  readonly #seed: number;
  readonly #validator: SchemaValidator;
  readonly #route: (method: string, target: string) => Routing;
  readonly #sampler: Sampler;
  readonly #bodies: ResponseSampler;
  readonly #store: ResourceStore;
  /** Undeclared query parameters that the mock accepts: those of security schemes, or all. */
  readonly #ignoredQuery: Set<string> | 'all';

  constructor(model: ApiModel, seed: number, validator: SchemaValidator, ignoredQuery: Set<string> | 'all') {
    this.#ignoredQuery = ignoredQuery;
    const { document } = model;
    this.#model = model;
    this.#seed = seed;
    this.#validator = validator;
    this.#route = createRouter(model);
    this.#sampler = new Sampler(document, 'response', (schema, value) => validator.accepts(schema, value));
    this.#bodies = new ResponseSampler(document, validator, this.#sampler);
    this.#store = new ResourceStore(model, this.#bodies, seed);
  }

  respond(request: MockRequest): MockResponse {
    const routing = this.#route(request.method, request.target);
    const [path = '', query = ''] = request.target.split('?', 2);
    switch (routing.kind) {
      case 'unknown-path':
        return problemResponse(404, `The document has no path for ${path}.`);
      case 'unknown-method': {
        const allowed = routing.allowed.join(', ');
        return problemResponse(405, `${path} allows ${allowed}, not ${request.method}.`, {
          headers: { Allow: allowed },
        });
      }
      case 'found':
        return this.#respondToCall(request, routing, path, query);
    }
  }

  #respondToCall(request: MockRequest, routed: RoutedOperation, path: string, query: string): MockResponse {
    const { operation, pathParameters, base } = routed;
    const { headers } = request;
    const source = { path: pathParameters, query, headers };
    const parameterErrors = validateParameters(operation, source, this.#ignoredQuery, this.#validator);
    const body = validateBody(operation, headers['content-type'], request.body, this.#validator);
    const errors = [...parameterErrors, ...body.errors];
    if (errors.length > 0) return invalidRequest(body.errors.length > 0 ? body.status : 400, errors);
    const itemPath = decodePercent(path.slice(base.length));
    const response = this.#respond({ ...routed, request, path: itemPath, body: body.value });
    return request.method === 'HEAD' ? { status: response.status, headers: response.headers } : response;
  }

  #respond(call: OperationCall): MockResponse {
    const { operation, request, path } = call;
    const preferences = readPreferences(request.headers['prefer']);
    const { code, example } = preferences;
    // A request with preferences shows one response, and changes nothing.
    const isStateful = code === undefined && example === undefined;
    if (isStateful && operation.method !== 'PUT' && this.#store.isDeleted(operation, path))
      return this.#respondDeleted(call);
    const { status, response } = chooseResponse(operation, preferences);
    const applied: Record<string, string> =
      code === undefined ? {} : { 'Preference-Applied': `code=${code}` };
    if (response === undefined)
      return status < 400
        ? { status, headers: applied }
        : problemResponse(status, 'The Prefer header requested this status.', { headers: applied });
    const accepted = chooseMediaType(response, request.headers['accept']);
    const media = statusesWithoutContent.has(status) ? undefined : accepted;
    const pending = { status, response, media };
    const headers = { ...this.#sampleHeaders(call, pending), ...applied };
    if (example !== undefined && media !== undefined) {
      const examples = this.#bodies.examples(media);
      const value = examples.get(example);
      if (value !== undefined) return this.#write(call, status, headers, media, value);
      const names = [...examples.keys()].join(', ') || 'none';
      const detail = `there is no example ${example}; there are: ${names}`;
      return invalidRequest(400, [{ pointer: 'Prefer', detail }]);
    }
    const isStored = isStateful && status < 400;
    const stored = isStored ? this.#applyToStore(call, pending, headers) : undefined;
    if (media === undefined) return { status, headers };
    return this.#write(call, status, headers, media, stored ?? this.#sampleBody(call, status, media));
  }

  /** Applies a request to the store, sets Location if the response declares it, and returns the stored value. */
  #applyToStore(
    { operation, path, pathParameters, body, base, request }: OperationCall,
    { status, media }: PendingResponse,
    headers: Record<string, string>,
  ): Json | undefined {
    const random = (): Random => this.#random(request, status);
    const id = decodePercent(pathParameters.get(templateNames(operation.path).at(-1) ?? '') ?? '');
    const stored = this.#store.apply({ operation, path, id, body, media, createRandom: random });
    const declaresLocation = Object.keys(headers).some((name) => name.toLowerCase() === 'location');
    if (stored?.location !== undefined && declaresLocation) headers['Location'] = `${base}${stored.location}`;
    return stored?.value;
  }

  #respondDeleted(call: OperationCall): MockResponse {
    const status = 404;
    const declared = call.operation.responses.filter((response) => response.status !== 'default');
    const response = declaredResponse(declared, status);
    const media =
      response === undefined ? undefined : chooseMediaType(response, call.request.headers['accept']);
    if (response === undefined || media === undefined)
      return problemResponse(status, `${call.path} was deleted.`);
    const headers = this.#sampleHeaders(call, { status, response, media });
    return this.#write(call, status, headers, media, this.#sampleBody(call, status, media));
  }

  #sampleHeaders(
    { operation, request }: OperationCall,
    { status, response }: PendingResponse,
  ): Record<string, string> {
    const random = this.#random(request, status);
    return sampleHeaders(this.#model.document, operation, response, this.#sampler, random);
  }

  #sampleBody({ request }: OperationCall, status: number, media: MediaType): Json {
    const value = this.#bodies.sample(media, () => this.#random(request, status));
    // The status of problem details is that of the response (RFC 9457 §3.1.2).
    const object = asJsonObject(value);
    if (status < 400 || typeof object?.['status'] !== 'number') return value;
    const problem = { ...object, status };
    return this.#bodies.validate(media, problem).length === 0 ? problem : value;
  }

  #write(
    { request }: OperationCall,
    status: number,
    headers: Record<string, string>,
    media: MediaType,
    value: Json,
  ): MockResponse {
    const random = this.#random(request, status);
    const { mediaType, body } = writeBody(this.#model.document, media, value, random);
    return { status, headers: { ...headers, 'Content-Type': mediaType }, body };
  }

  #random({ method, target }: MockRequest, status: number): Random {
    return createRandom(this.#seed, method, target, status);
  }
}

function queryCredentials({ securitySchemes }: ApiModel): Set<string> {
  return new Set(
    Object.values(securitySchemes).flatMap((scheme) =>
      scheme.type === 'apiKey' && scheme.in === 'query' ? [scheme.name] : [],
    ),
  );
}
