import { createHandlers } from '../runtime/handlers.ts';
import { runtimeSettings } from './runtime-settings.ts';
import { variableLines } from './start-summary.ts';
import { startMock } from './start-mock.ts';
import type { Handlers } from '../index.ts';
import type { MockFlags } from './flags/mock-flags.ts';
import type { OpenedDocument } from './open-document.ts';
import type { RuntimeFlags } from './runtime-settings.ts';
import type { Terminal } from './terminal.ts';

/** Runs a task with handlers, and with a mock if the flags ask for one. Closes both when the task has ended. */
export async function withHandlers<Result>(
  { loaded, descriptor }: OpenedDocument,
  flags: RuntimeFlags & MockFlags,
  terminal: Terminal,
  task: (handlers: Handlers) => Promise<Result>,
): Promise<Result> {
  const mock = await startMock(loaded, flags);
  try {
    const settings = await runtimeSettings(descriptor, flags, terminal.environment, mock);
    for (const line of variableLines(descriptor, settings)) terminal.error(`${line}\n`);
    const handlers = createHandlers(descriptor, settings.options);
    try {
      return await task(handlers);
    } finally {
      await handlers.close();
    }
  } finally {
    await mock?.close();
  }
}
