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
  const [{ openDispatcher }, { loadAjv }] = await Promise.all([
    import('../http/dispatcher.ts'),
    import('../schema/ajv.ts'),
    import('./operation-handlers.ts'),
  ]);
  const [dispatcher] = await Promise.all([openDispatcher({}), loadAjv({ allErrors: true })]);
  await dispatcher.close();
}
