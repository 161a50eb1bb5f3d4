import { logLevels } from '../../telemetry/log-level.ts';
import type { LogLevel } from '../../telemetry/log-level.ts';
import type { FlagGroup } from './flag.ts';

/** Flags of the log, the metrics and the traces of a server. */
export interface TelemetryFlags {
  logLevel: LogLevel;
  logFormat?: 'json' | 'pretty';
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
  ],
};
