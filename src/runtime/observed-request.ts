import type { HttpRequest, HttpResponse } from '../http/http-message.ts';

/** A request of a call to the API, while it is under way. */
export interface ObservedRequest {
  /** Headers that continue a trace in the API. */
  headers: [name: string, value: string][];
  /** Ends the request, with its status or the error that prevented a response. */
  end(outcome: { status: number } | { error: unknown }): void;
}

/** Begins to observe a request to the API. */
export type ObserveRequest = (request: HttpRequest) => ObservedRequest;

/** Sends a request, and tells its observer about the end. */
export function sendObserved(
  request: HttpRequest,
  observe: ObserveRequest,
  send: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const observed = observe(request);
  // A promise with two reactions costs less than an asynchronous function around each request.
  return send(addHeaders(request, observed.headers)).then(
    (response) => {
      observed.end({ status: response.status });
      return response;
    },
    (error: unknown) => {
      observed.end({ error });
      throw error;
    },
  );
}

/** Adds headers that the request does not have: one of the call or of a hook continues another trace. */
function addHeaders(request: HttpRequest, headers: ObservedRequest['headers']): HttpRequest {
  if (headers.length === 0) return request;
  const has = (name: string): boolean => request.headers.some(([given]) => given.toLowerCase() === name);
  const added = headers.filter(([name]) => !has(name));
  return { ...request, headers: [...request.headers, ...added] };
}
