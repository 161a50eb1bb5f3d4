import { plainLine } from './plain-line.ts';
import type { Log, LogOptions } from './log-level.ts';

/** Milliseconds until lines are written together: a write of its own would be half of the cost of a line. */
const pause = 10;

/** Opens a log that pino writes. Lines of errors and warnings are written at once, with those that wait for them. */
export async function openPino({
  level,
  format,
  colours,
  openRedactor,
  output,
}: LogOptions): Promise<Pick<Log, 'write' | 'flush'>> {
  const [{ pino, stdTimeFunctions }, redact] = await Promise.all([import('pino'), openRedactor()]);
  const toLine = format === 'json' ? (line: string): string => line : await openPretty(colours);
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => void waiting.push(toLine(line)) },
  );
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const writeWaiting = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const text = waiting.join('');
    waiting = [];
    output(redact(text));
  };
  process.on('exit', writeWaiting);
  return {
    write(lineLevel, message, facts) {
      logger[lineLevel](facts, message);
      if (lineLevel === 'error' || lineLevel === 'warn') writeWaiting();
      else timer ??= setTimeout(writeWaiting, pause);
    },
    async flush() {
      process.off('exit', writeWaiting);
      writeWaiting();
    },
  };
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
