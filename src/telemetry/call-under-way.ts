import { randomBytes } from 'node:crypto';
import type { CallRecord, RequestContext } from '../runtime/protocol.ts';
import type { ObservedCall } from './call-sink.ts';

/** Returns a function that returns a new request id: a random text of the process and the number of the id. */
export function createRequestIds(): () => string {
  // A random UUID for each call costs several per cent of it.
  const processId = randomBytes(6).toString('hex');
  let count = 0;
  return () => {
    count += 1;
    return `${processId}-${count}`;
  };
}

/** A call under way, with the time of its start. */
export class CallUnderWay implements ObservedCall {
  readonly request: ObservedCall['request'];
  readonly tool: string | null;
  readonly context: RequestContext;
  readonly record: CallRecord;
  /** Milliseconds of `performance.now()`. */
  readonly started = performance.now();
  readonly #nextId: () => string;
  #id: string | undefined;

  constructor(
    request: ObservedCall['request'],
    tool: string | null,
    context: RequestContext,
    nextId: () => string,
  ) {
    this.request = request;
    this.tool = tool;
    this.context = context;
    this.record = context.record ?? {};
    this.#nextId = nextId;
  }

  get id(): string {
    return (this.#id ??= this.#nextId());
  }

  /** True if the id was read: the log, the audit log or a span has it. */
  get hasId(): boolean {
    return this.#id !== undefined;
  }
}
