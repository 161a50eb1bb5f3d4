import type { ResponseData } from './response/read-response.ts';
import type { Sessions, SessionSource } from './session/session-types.ts';
import type { ApiArguments, HiddenSources } from './shaping/hidden-values.ts';
import type { Redactor } from './security/redact.ts';
import type { RequestContext } from './protocol.ts';
import type { ObservedRequest } from './observed-request.ts';
import type { HttpRequest, HttpResponse } from '../http/http-message.ts';
import type { OperationDescriptor, ResponseShaping } from '../descriptor.ts';
import type { WireObject } from '../json/value.ts';

/** Turns the calls of a model into those of the API, and back. */
export interface CallShaper {
  toApiArguments(
    operation: Pick<OperationDescriptor, 'shaping' | 'parameters'>,
    given: WireObject,
    sources: HiddenSources,
  ): ApiArguments;
  /** Returns the response that its shaping leaves, with notes. Responses with errors are not filtered. */
  shapeResponse(
    response: HttpResponse,
    body: ResponseData,
    shaping: ResponseShaping,
  ): Promise<{ response: HttpResponse; body: ResponseData; notes: string[] }>;
}

/** Observes the requests of one call, for the telemetry and the explorer. */
export interface CallObserver {
  /** Returns the request with the headers of its trace, and the function to call at its end. */
  begin(request: HttpRequest, redactor: Redactor): { traced: HttpRequest; end: ObservedRequest['end'] };
  /** Takes the response that the call uses. */
  complete(response: HttpResponse, duration: number): void;
}

/** The optional parts of calls that themselves use the optional parts of the runtime. */
export interface CallCapabilities {
  /** The sessions of callers at an API. */
  loadSessions?: () => Promise<{ openSessions: (source: SessionSource) => Sessions }>;
  observeCall?: (context: RequestContext) => CallObserver | undefined;
  /** Shaped arguments and results. */
  loadShaping?: () => Promise<CallShaper>;
}
