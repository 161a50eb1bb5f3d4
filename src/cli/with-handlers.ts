import { createHandlers } from '../runtime/handlers.ts';
import { runtimeSettings } from './runtime-settings.ts';
import { adviceLines, anonymousLines } from './document-notes.ts';
import { shortLines, unrequiredLines, variableLines } from './start-summary.ts';
import { inert } from './terminal.ts';
import { startMock } from './start-mock.ts';
import type { Handlers } from '../index.ts';
import type { DocumentFlags } from './flags/document-flags.ts';
import type { RuntimeSettings } from './runtime-settings.ts';
import type { MockFlags } from './flags/mock-flags.ts';
import type { OpenedDocument } from './open-document.ts';
import type { RuntimeFlags } from './runtime-settings.ts';
import type { Terminal } from './terminal.ts';

/** Runs a task with handlers, and with a mock if the flags ask for one. Closes both when the task has ended. */
export async function withHandlers<Result>(
  opened: OpenedDocument,
  flags: DocumentFlags & RuntimeFlags & MockFlags,
  terminal: Terminal,
  task: (handlers: Handlers) => Promise<Result>,
): Promise<Result> {
  const { loaded, descriptor } = opened;
  const mock = await startMock(loaded, flags);
  try {
    const settings = await runtimeSettings(descriptor, flags, terminal.environment, mock);
    for (const line of await noteLines(opened, flags, settings, terminal, mock !== undefined))
      terminal.error(`${line}\n`);
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

/** Returns the notes that a start of a server would give about a call: on the document, its credentials and their way. */
export async function noteLines(
  { loaded, descriptor }: OpenedDocument,
  flags: DocumentFlags & RuntimeFlags,
  settings: RuntimeSettings,
  { environment }: Terminal,
  isMocked: boolean,
): Promise<string[]> {
  const { options, sources } = settings;
  return [
    ...(loaded.note === undefined ? [] : [inert(loaded.note)]),
    ...(await anonymousLines(loaded.source, descriptor, flags, environment)),
    ...variableLines(descriptor, settings),
    ...shortLines(settings),
    ...(isMocked
      ? []
      : [
          ...unrequiredLines(descriptor, options, sources),
          ...adviceLines(descriptor, options.request ?? {}),
        ]),
  ];
}
