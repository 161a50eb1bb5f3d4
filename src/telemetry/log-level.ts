import type { JsonObject } from '../json/value.ts';

/** The levels of the log, from silence to detail. */
export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;

export type LogLevel = (typeof logLevels)[number];

/** Writes lines about the work of a server. */
export interface Log {
  /** Returns true if a line of this level is written. */
  writes(level: LogLevel): boolean;
  /** The facts must not contain secrets. */
  write(level: Exclude<LogLevel, 'silent'>, message: string, facts?: JsonObject): void;
  /** Resolves when all lines are written. */
  flush(): Promise<void>;
}

/** Options of a log. */
export interface LogOptions {
  /** Write lines of this level and above. */
  level: LogLevel;
  /** Write JSON, or lines for people. */
  format: 'json' | 'pretty';
  /** Use colours in lines for people. */
  colours: boolean;
  /** Returns a function that replaces secrets. It is called for the first line. */
  openRedactor: () => Promise<(text: string) => string>;
  /** Receives each line with its end. */
  output: (line: string) => void;
}
