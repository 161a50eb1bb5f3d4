import { currentWorker } from './workers/current-worker.ts';
import { wantsOtlp } from '../telemetry/wants-otlp.ts';
import { memoize } from '../json/memoize.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { openLog } from '../telemetry/log.ts';
import type { RequestOptions } from '../runtime/request/request-options.ts';
import type { ObservedEvent, Observer } from '../runtime/observer.ts';
import type { HttpServer, MetricsPage } from '../serve/http/http-server.ts';
import type { ReportExports } from '../telemetry/report-exports.ts';
import type { CallSink } from '../telemetry/call-sink.ts';
import type { Log, LogOptions } from '../telemetry/log-level.ts';
import type { TelemetryFlags } from './flags/telemetry-flags.ts';
import type { Terminal } from './terminal.ts';

/** The log, metrics and traces of a server. */
export interface Telemetry {
  log: Log;
  /** Absent if calls are neither logged, counted nor traced. */
  observer: Observer | undefined;
  /** The metrics for the address of the server. Absent if they have their own address, or are off. */
  metrics: MetricsPage | undefined;
  /** Lines of the summary at the start. */
  lines: string[];
  /** Adds the options of APIs that replace the former ones: their secrets are never logged either. */
  hide(apis: Apis): void;
  close(): Promise<void>;
}

/** The options of the calls of APIs. */
type Apis = readonly (RequestOptions | undefined)[];

/**
 * Opens the telemetry that the flags ask for, or takes that of a server `before`. `apis` are the options whose secrets are
 * never logged, and `service` is the name of the server in traces.
 */
export async function openTelemetry(
  flags: TelemetryFlags & { auditLog?: string },
  apis: Apis,
  terminal: Terminal,
  service: string,
  before?: Telemetry,
): Promise<Telemetry> {
  before?.hide(apis);
  if (before !== undefined) return before;
  // Calls of the former APIs may still be under way.
  let hidden = apis;
  let latest = apis;
  const hide = (next: Apis): void => {
    hidden = [...latest, ...next];
    latest = next;
  };
  const { auditLog, metrics: where } = flags;
  const log = openCommandLog(flags, terminal, () => openRedactor(() => hidden));
  const isTraced = wantsOtlp(terminal.environment);
  if (!log.writes('info') && auditLog === undefined && where === undefined && !isTraced)
    return { log, observer: breakerObserver(log), metrics: undefined, lines: [], hide, close: log.flush };
  const [{ createObserver }, { logCalls }] = await Promise.all([
    import('../telemetry/observe-calls.ts'),
    import('../telemetry/log-calls.ts'),
  ]);
  const metrics =
    where === undefined ? undefined : await (await import('../telemetry/metrics.ts')).openMetrics();
  const otlp = isTraced ? await openExport(service, terminal.environment, log) : undefined;
  const worker = currentWorker();
  if (metrics !== undefined) worker?.provideMetrics(metrics.json);
  const server =
    metrics === undefined || worker !== undefined ? undefined : await serveOwn(metrics.page, where);
  const sinks = [log.writes('info') ? logCalls(log) : [], metrics ?? [], otlp?.sink ?? []].flat();
  return {
    log,
    observer: createObserver(sinks, {
      isAudited: auditLog !== undefined,
      event(event) {
        metrics?.event(event);
        logBreaker(log, event);
      },
    }),
    metrics: where === 'on' ? (worker?.metrics ?? metrics?.page) : undefined,
    lines: server === undefined ? [] : [`Metrics at ${server.url}`],
    hide,
    async close() {
      await server?.close();
      await otlp?.close();
      await log.flush();
    },
  };
}

/** Returns an observer of breakers alone, for a log without calls. */
function breakerObserver(log: Log): Observer | undefined {
  if (!log.writes('warn')) return undefined;
  return { observe: (handlers) => handlers, event: (event) => logBreaker(log, event) };
}

/** Writes a line when calls to the API are suspended, and when they are sent again. */
function logBreaker(log: Log, event: ObservedEvent): void {
  if (event.kind !== 'breaker') return;
  const { state, origin, reason } = event;
  const level = state === 'half-open' ? 'info' : 'warn';
  log.write(level, `breaker ${state}`, omitUndefined({ origin, reason }));
}

/** Opens the log of a command on standard error. */
export function openCommandLog(
  { logLevel: level, logFormat }: TelemetryFlags,
  { isInteractive = false, colours, error }: Terminal,
  openRedactorOf: LogOptions['openRedactor'],
): Log {
  return openLog({
    level,
    format: logFormat ?? (isInteractive ? 'pretty' : 'json'),
    colours: isInteractive && colours,
    openRedactor: openRedactorOf,
    output: error,
  });
}

/** The most traces of a second that begin with a call. */
const tracesPerSecond = 50;

/** Opens the export of traces to the receiver that the environment names. */
async function openExport(
  service: string,
  environment: Terminal['environment'],
  log: Log,
): Promise<{ sink: CallSink; close(): Promise<void> }> {
  const [{ openOtlp }, { openTraces }, { createCallDurations }, { limitTraces }] = await Promise.all([
    import('../telemetry/open-otlp.ts'),
    import('../telemetry/traces.ts'),
    import('../telemetry/call-durations.ts'),
    import('../telemetry/limit-traces.ts'),
  ]);
  const durations = createCallDurations();
  // A sampler that the environment names decides instead.
  const mayBegin = environment['OTEL_TRACES_SAMPLER'] ? () => true : limitTraces(tracesPerSecond);
  const report: ReportExports = (kind, reason) =>
    log.write(
      'warn',
      reason === undefined ? `${kind} are exported again` : `${kind} are not exported: ${reason}`,
    );
  const histograms = [durations.operations, durations.requests];
  const close = await openOtlp(service, histograms, environment, report);
  return { sink: await openTraces(durations, mayBegin), close };
}

/** Serves metrics on the address that the flag names. */
export async function serveOwn(
  page: MetricsPage,
  where: TelemetryFlags['metrics'],
): Promise<HttpServer | undefined> {
  if (where === undefined || where === 'on') return undefined;
  const [{ checkAddress }, { serveMetrics }] = await Promise.all([
    import('../serve/http/address.ts'),
    import('../serve/http/serve-metrics.ts'),
  ]);
  // Whoever names another address than loopback lets other machines read the metrics.
  return serveMetrics(page, checkAddress({ ...where, allowUnauthenticated: true }));
}

/** Returns a function that replaces the secrets of options. A start without a line of the log does not load it. */
async function openRedactor(hidden: () => Apis): Promise<(text: string) => string> {
  const [{ createRedactor }, { fixedSecrets }] = await Promise.all([
    import('../runtime/security/redact.ts'),
    import('../runtime/security/fixed-secrets.ts'),
  ]);
  const redactorOf = memoize((apis: Apis) => {
    const values = apis.flatMap((options) => (options === undefined ? [] : fixedSecrets(options)));
    return createRedactor({ values, parameters: [] });
  });
  return (text) => redactorOf(hidden()).text(text);
}
