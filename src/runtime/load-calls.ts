import { openDispatcher } from '../http/dispatcher.ts';
import { loadAjv } from '../schema/ajv.ts';

/** Milliseconds in which a client usually has asked for the first lists. */
const listTime = 250;

/**
 * Imports the modules of calls when the first lists have probably been sent, so that the first call need not wait for them.
 * Returns a function that gives it up.
 */
export function scheduleCallModules(): () => void {
  // A module that cannot be imported is an error of the first call.
  const timer = setTimeout(() => void importCallModules().catch(() => undefined), listTime);
  timer.unref();
  return () => clearTimeout(timer);
}

async function importCallModules(): Promise<void> {
  const [dispatcher] = await Promise.all([
    openDispatcher({}),
    loadAjv({ allErrors: true }),
    import('./operation-handlers.ts'),
  ]);
  await dispatcher.close();
}
