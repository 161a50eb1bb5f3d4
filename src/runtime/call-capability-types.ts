import type { ResponseData } from './response/read-response.ts';
import type { Sessions, SessionSource } from './session/session-types.ts';
import type { ApiArguments, HiddenSources } from './shaping/hidden-values.ts';
import type { HttpResponse } from '../http/http-message.ts';
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

/** The optional parts of calls that themselves use the optional parts of the runtime. */
export interface CallCapabilities {
  /** The sessions of callers at an API. */
  loadSessions?: () => Promise<{ openSessions: (source: SessionSource) => Sessions }>;
  /** Shaped arguments and results. */
  loadShaping?: () => Promise<CallShaper>;
}
