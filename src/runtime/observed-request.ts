import type { HttpRequest } from '../http/http-message.ts';

/** A request of a call to the API, while it is under way. */
export interface ObservedRequest {
  /** Headers that continue a trace in the API. */
  headers: readonly (readonly [name: string, value: string])[];
  /** Ends the request, with the status of its response; `undefined` if no response came. */
  end(status: number | undefined): void;
}

/** Begins to observe a request to the API. */
export type ObserveRequest = (request: HttpRequest) => ObservedRequest;

/** Adds headers that the request does not have: one of the call or of a hook continues another trace. */
export function addHeaders(request: HttpRequest, headers: ObservedRequest['headers']): HttpRequest {
  if (headers.length === 0) return request;
  const has = (name: string): boolean => request.headers.some(([given]) => given.toLowerCase() === name);
  const added = headers
    .filter(([name]) => !has(name))
    .map(([name, value]): [string, string] => [name, value]);
  return { ...request, headers: [...request.headers, ...added] };
}
