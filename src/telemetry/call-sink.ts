import type { HttpRequest } from '../http/http-message.ts';
import type { ObservedRequest } from '../runtime/observed-request.ts';
import type { CallRecord, RequestContext } from '../runtime/protocol.ts';

/** A call under way. */
export interface ObservedCall {
  /** The request id, which log, audit log, span and result share. A call has one from the first time that it is read. */
  readonly id: string;
  readonly request: 'tools/call' | 'resources/read';
  /** The name that the client wrote; `null` for a resource. */
  readonly tool: string | null;
  readonly context: RequestContext;
  /** Facts about the call, which are added while it runs. */
  readonly record: CallRecord;
}

/** The end of a call. */
export interface CallEnd {
  /** The name of the tool if the server has it, otherwise `other`. */
  tool: string;
  /** The code of the error; `undefined` for a success. */
  error: string | undefined;
  /** Milliseconds. */
  duration: number;
}

/** The end of a request to the API. */
export interface RequestEnd {
  /** `undefined` if no response came. */
  status: number | undefined;
  /** Milliseconds. */
  duration: number;
}

/** Receives the calls of a server: the log, metrics or traces. */
export interface CallSink {
  begin?(call: ObservedCall): void;
  /** Begins a request of a call to the API. Returns headers that continue a trace in the API. */
  beginRequest?(call: ObservedCall, request: HttpRequest): ObservedRequest['headers'];
  /** Ends a request: the same object as at its beginning. */
  endRequest?(call: ObservedCall, request: HttpRequest, end: RequestEnd): void;
  end(call: ObservedCall, end: CallEnd): void;
}
