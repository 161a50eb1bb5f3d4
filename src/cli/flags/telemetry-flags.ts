import { OpenApiMcpError } from '../../errors.ts';
import { readPort } from './flag-values.ts';
import { logLevels } from '../../telemetry/log-level.ts';
import type { LogLevel } from '../../telemetry/log-level.ts';
import type { FlagGroup } from './flag.ts';

/** Flags of the log, the metrics and the traces of a server. */
export interface TelemetryFlags {
  logLevel: LogLevel;
  logFormat?: 'json' | 'pretty';
  metrics?: 'on' | MetricsAddress;
}

/** An address to serve metrics on. */
export interface MetricsAddress {
  host: string;
  port: number;
}

/** @throws OpenApiMcpError OPTION_INVALID */
function readMetrics(text: string, flag: string): TelemetryFlags['metrics'] {
  if (text === 'on') return text;
  const [, host = '127.0.0.1', port] = /^(?:(.+):)?(\d+)$/.exec(text) ?? [];
  if (port === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `${flag} must be on, a port, or host:port`, {
      hint: `Write ${flag} 127.0.0.1:9464, or ${flag} on for the address of the server itself.`,
    });
  return { host, port: readPort(port, flag) };
}

export const telemetryFlags: FlagGroup = {
  title: 'Telemetry',
  flags: [
    {
      name: 'log-level',
      value: 'level',
      help: 'Log lines of this level and above to standard error; each call is a line of info.',
      choices: logLevels,
      default: 'warn',
    },
    {
      name: 'log-format',
      value: 'format',
      help: 'Format of the log; by default pretty in a terminal, otherwise JSON.',
      choices: ['json', 'pretty'],
    },
    {
      name: 'metrics',
      value: 'address',
      help: 'Serve metrics for Prometheus at /metrics of this address; with on, of the address of the server.',
      read: readMetrics,
    },
  ],
};

/**
 * Refuses metrics without an address.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function checkTelemetry({
  metrics,
  transport,
}: Pick<TelemetryFlags, 'metrics'> & { transport: 'stdio' | 'http' }): void {
  if (metrics !== 'on' || transport === 'http') return;
  throw new OpenApiMcpError('OPTION_INVALID', 'over standard input and output the server has no address', {
    hint: 'Give the metrics one of their own: --metrics 127.0.0.1:9464.',
  });
}
