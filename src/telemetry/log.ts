import { logLevels } from './log-level.ts';
import type { Log, LogLevel, LogOptions } from './log-level.ts';

/** Opens a log. The packages that write it are loaded for the first line. */
export function openLog(options: LogOptions): Log {
  const limit = logLevels.indexOf(options.level);
  const writes = (level: LogLevel): boolean => level !== 'silent' && logLevels.indexOf(level) <= limit;
  let logger: Promise<Pick<Log, 'write' | 'flush'>> | undefined;
  let opened: Pick<Log, 'write'> | undefined;
  return {
    writes,
    write(level, message, facts = {}) {
      if (!writes(level)) return;
      if (opened !== undefined) return opened.write(level, message, facts);
      logger ??= import('./pino-log.ts').then(({ openPino }) => openPino(options));
      // Lines that come while the packages load keep their order.
      void logger.then((own) => {
        opened = own;
        own.write(level, message, facts);
      });
    },
    async flush() {
      await (await logger)?.flush();
    },
  };
}
