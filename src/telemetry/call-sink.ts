import type { CallRecord, RequestContext } from '../runtime/protocol.ts';
import type { ObserveRequest } from '../runtime/observed-request.ts';

/** A call that has begun. */
export interface CallStart {
  /** The request id, which log, audit log, span and result share. */
  id: string;
  request: 'tools/call' | 'resources/read';
  /** The name that the client wrote; `null` for a resource. */
  tool: string | null;
  context: RequestContext;
  /** Facts about the call, which are added while it runs. */
  record: CallRecord;
}

/** A call that has ended. */
export interface CallEnd {
  record: CallRecord;
  /** The name of the tool if the server has it, otherwise `other`. */
  tool: string;
  /** The code of the error; absent for a success. */
  error?: string;
  /** Milliseconds. */
  duration: number;
}

/** A call under way. */
export interface ObservedCall {
  /** Observes the requests of the call. */
  request?: ObserveRequest;
  end(end: CallEnd): void;
}

/** Receives the calls of a server: the log, metrics or traces. */
export interface CallSink {
  begin(start: CallStart): ObservedCall;
}
