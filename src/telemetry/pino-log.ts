import { plainLine } from './plain-line.ts';
import type { Log, LogOptions } from './log-level.ts';

/** Opens a log that pino writes, each line at once. */
export async function openPino({
  level,
  format,
  colours,
  openRedactor,
  output,
}: LogOptions): Promise<Pick<Log, 'write'>> {
  const [{ pino, stdTimeFunctions }, redact] = await Promise.all([import('pino'), openRedactor()]);
  const toLine = format === 'json' ? (line: string): string => line : await openPretty(colours);
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => output(redact(toLine(line))) },
  );
  return { write: (lineLevel, message, facts) => logger[lineLevel](facts, message) };
}

/** Returns the function of `pino-pretty`, or one of our own if that optional package is not installed. */
async function openPretty(colours: boolean): Promise<(line: string) => string> {
  try {
    const { prettyFactory } = await import('pino-pretty');
    return prettyFactory({
      colorize: colours,
      ignore: 'pid',
      translateTime: 'SYS:HH:MM:ss.l',
      singleLine: true,
      errorLikeObjectKeys: ['stack'],
    });
  } catch {
    return plainLine;
  }
}
