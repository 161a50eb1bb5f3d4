import { redactWhole } from './observed-exchange.ts';
import { addHeaders } from './observed-request.ts';
import type { CallObserver } from './call-capability-types.ts';
import type { ObservedExchange } from './observed-exchange.ts';
import type { RequestContext } from './protocol.ts';

/** Returns the observer of the requests of a call, or `undefined` for a call that nothing observes. */
export function observeCall({ record, observeRequest }: RequestContext): CallObserver | undefined {
  const exchanges = record?.exchanges;
  if (exchanges === undefined && observeRequest === undefined) return undefined;
  let last: ObservedExchange | undefined;
  return {
    begin(request, redactor) {
      if (exchanges !== undefined) {
        last = { request: redactWhole(request, redactor), duration: 0 };
        exchanges.push(last);
      }
      if (observeRequest === undefined) return { traced: request, end: () => undefined };
      const { headers, end } = observeRequest(request);
      return { traced: addHeaders(request, headers), end };
    },
    complete(response, duration) {
      if (last !== undefined) Object.assign(last, { response, duration });
    },
  };
}
