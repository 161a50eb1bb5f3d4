import { STATUS_CODES } from 'node:http';
import { isOpenApiMcpError, OpenApiMcpError } from '../../errors.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { ObservedEvent } from '../observer.ts';
import type { SendCall, UpstreamCall } from './upstream-call.ts';

/** The failures of an origin, and the time of the next call while there are too many. */
interface Circuit {
  /** Failures in a row. */
  failures: number;
  /** The last one. */
  reason: string;
  /** The time of the next call, as `performance.now()` counts; undefined while calls are sent. */
  retryAt: number | undefined;
  /** True while a call finds out whether the API responds again. */
  isProbed: boolean;
}

/**
 * Suspends the calls to an origin after a number of failures in a row. After a pause, one call is tried: if it succeeds,
 * the others follow. cockatiel is not used: its breaker does not know when it tries again, and makes calls wait for the
 * one that is tried.
 */
export class CircuitBreaker {
  readonly #failures: number;
  readonly #pause: number;
  readonly #report: (event: ObservedEvent) => void;
  readonly #circuits = new Map<string, Circuit>();

  /**
   * @param pause milliseconds for which calls are suspended
   * @param report is told about suspensions and their ends
   */
  constructor(failures: number, pause: number, report: (event: ObservedEvent) => void) {
    this.#failures = failures;
    this.#pause = pause;
    this.#report = report;
  }

  /** @throws OpenApiMcpError UPSTREAM_SUSPENDED if no call is sent now */
  async send(send: SendCall, call: UpstreamCall): Promise<HttpResponse> {
    const { origin } = call.request;
    const circuit = this.#circuitOf(origin);
    const isProbe = circuit.retryAt !== undefined;
    if (isProbe) {
      refuseSuspended(origin, circuit);
      circuit.isProbed = true;
      this.#report({ kind: 'breaker', state: 'half-open', origin });
    }
    try {
      const response = await send(call);
      const reason = failureOf(response);
      if (reason === undefined) this.#succeed(origin);
      else this.#fail(origin, circuit, isProbe, reason);
      return response;
    } catch (error) {
      const isFailure = isOpenApiMcpError(error) && /^UPSTREAM_(UNREACHABLE|TIMEOUT)$/.test(error.code);
      if (isFailure) this.#fail(origin, circuit, isProbe, error.message.replace(`${origin}: `, ''));
      throw error;
    } finally {
      if (isProbe) circuit.isProbed = false;
    }
  }

  #circuitOf(origin: string): Circuit {
    const known = this.#circuits.get(origin);
    if (known !== undefined) return known;
    const circuit: Circuit = { failures: 0, reason: '', retryAt: undefined, isProbed: false };
    this.#circuits.set(origin, circuit);
    return circuit;
  }

  #succeed(origin: string): void {
    const isSuspended = this.#circuits.get(origin)?.retryAt !== undefined;
    this.#circuits.delete(origin);
    if (isSuspended) this.#report({ kind: 'breaker', state: 'closed', origin });
  }

  #fail(origin: string, circuit: Circuit, isProbe: boolean, reason: string): void {
    circuit.failures += 1;
    circuit.reason = reason;
    // Calls that were sent before the suspension do not make it longer.
    const isNew = circuit.retryAt === undefined && circuit.failures >= this.#failures;
    if (!isProbe && !isNew) return;
    circuit.retryAt = performance.now() + this.#pause;
    this.#report({ kind: 'breaker', state: 'open', origin, reason });
  }
}

/** Returns the failure that a response is, unless the API itself responded. */
function failureOf({ status, ending }: HttpResponse): string | undefined {
  if (status === 502 || status === 503 || status === 504) return `${status} ${STATUS_CODES[status] ?? ''}`;
  return ending === 'broken' ? 'the connection closed before the response was complete' : undefined;
}

function refuseSuspended(origin: string, { failures, reason, retryAt = 0, isProbed }: Circuit): void {
  const seconds = Math.ceil((retryAt - performance.now()) / 1000);
  if (seconds <= 0 && !isProbed) return;
  const next = isProbed ? 'one call finds out whether it responds again' : `the next is sent in ${seconds} s`;
  throw new OpenApiMcpError(
    'UPSTREAM_SUSPENDED',
    `Nothing was sent: ${origin} failed ${failures} time${failures === 1 ? '' : 's in a row'} (${reason}), and ${next}.`,
    { hint: isProbed ? 'Call again in a moment.' : `Call again in ${seconds} s.` },
  );
}
