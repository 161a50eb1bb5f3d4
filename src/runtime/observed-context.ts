import type { ObservedExchange } from './observed-exchange.ts';
import type { ObserveRequest } from './observed-request.ts';

/** The part of the context of a call that observers use. */
export interface ObservedContext {
  /** Observes the requests of the call to the API. Absent without an observer. */
  observeRequest?: ObserveRequest;
}

/** The part of the record of a call that the explorer uses. */
export interface ObservedRecord {
  /** Receives the requests to the API with their responses, if it is there. */
  exchanges?: ObservedExchange[];
}
