import { openLog } from '../telemetry/log.ts';
import type { RequestOptions } from '../runtime/request/request-options.ts';
import type { Observer } from '../runtime/observer.ts';
import type { Log } from '../telemetry/log-level.ts';
import type { TelemetryFlags } from './flags/telemetry-flags.ts';
import type { Terminal } from './terminal.ts';

/** The log, metrics and traces of a server. */
export interface Telemetry {
  log: Log;
  /** Absent if calls are neither logged, counted nor traced. */
  observer: Observer | undefined;
  close(): Promise<void>;
}

/** Opens the telemetry that the flags ask for. `apis` are the options whose secrets are never logged. */
export async function openTelemetry(
  flags: TelemetryFlags & { auditLog?: string },
  apis: readonly (RequestOptions | undefined)[],
  terminal: Terminal,
): Promise<Telemetry> {
  const { logLevel: level, logFormat, auditLog } = flags;
  const log = openLog({
    level,
    format: logFormat ?? (terminal.isInteractive === true ? 'pretty' : 'json'),
    colours: terminal.isInteractive === true && terminal.colours,
    openRedactor: () => redactorOf(apis),
    output: terminal.error,
  });
  const close = (): Promise<void> => log.flush();
  // The audit log alone gets a request id too.
  if (!log.writes('info') && auditLog === undefined) return { log, observer: undefined, close };
  const [{ createObserver }, { logCalls }] = await Promise.all([
    import('../telemetry/observe-calls.ts'),
    import('../telemetry/log-calls.ts'),
  ]);
  return { log, observer: createObserver(log.writes('info') ? [logCalls(log)] : []), close };
}

/** Returns a function that replaces the secrets of options. A start without a line of the log does not load it. */
async function redactorOf(apis: readonly (RequestOptions | undefined)[]): Promise<(text: string) => string> {
  const [{ createRedactor }, { fixedSecrets }] = await Promise.all([
    import('../runtime/security/redact.ts'),
    import('../runtime/security/fixed-secrets.ts'),
  ]);
  const values = apis.flatMap((options) => (options === undefined ? [] : fixedSecrets(options)));
  return createRedactor({ values, parameters: [] }).text;
}
