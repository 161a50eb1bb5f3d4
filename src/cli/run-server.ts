import { destinationLines } from './call-destinations.ts';
import { connectionOptions } from './flags/connection-flags.ts';
import { httpOptions } from './flags/http-flags.ts';
import { openPolicy } from './flags/policy-flags.ts';
import { defer } from './deferred-task.ts';
import { runtimeSettings } from './runtime-settings.ts';
import { startMock } from './start-mock.ts';
import { formatSummary, ignoredLines, policyLines, shortLines } from './start-summary.ts';
import { untilSignal } from './until-signal.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { mergeOptions } from '../runtime/merge-options.ts';
import { createApiServer } from '../serve/create-server.ts';
import type { ApiServer } from '../serve/create-server.ts';
import type { HttpFlags } from './flags/http-flags.ts';
import type { MockFlags } from './flags/mock-flags.ts';
import type { PolicyFlags } from './flags/policy-flags.ts';
import type { ServedDocument } from './open-document.ts';
import type { RuntimeFlags } from './runtime-settings.ts';
import type { Terminal } from './terminal.ts';

/** Flags of a server, whatever the document is. */
export type ServerFlags = RuntimeFlags &
  MockFlags &
  PolicyFlags &
  HttpFlags & { transport: 'stdio' | 'http' };

/** Serves a document until the client disconnects or a signal arrives. */
export async function runServer(
  { loaded, descriptor, findings, save }: ServedDocument,
  flags: ServerFlags,
  terminal: Terminal,
): Promise<void> {
  const { environment } = terminal;
  const mock = loaded === undefined ? undefined : await startMock(loaded, flags);
  const settings = await runtimeSettings(descriptor, flags, environment, mock);
  const policy = await openPolicy(flags, environment);
  const options = mergeOptions(settings.options, policy.options, {
    // Over HTTP one client could read the responses of another.
    result: { keepResponses: flags.transport === 'stdio' },
    request: { forwardHeaders: flags.forwardHeader ?? [] },
  });
  const server = createApiServer(descriptor, options, async () => (await import('../serve/sdk-v2.ts')).sdkV2);
  const summary = [
    formatSummary(server.descriptor, findings, options, settings.sources),
    ...ignoredLines(descriptor, settings.ignored),
    ...shortLines(settings),
    ...policyLines(descriptor, server.descriptor, options),
    ...(mock === undefined
      ? destinationLines(server.descriptor, options.request ?? {})
      : [`Mocked at ${mock.url} with seed ${mock.seed}`]),
  ].join('\n');
  try {
    if (flags.transport === 'http') await serveOverHttp(server, flags, summary, save, terminal);
    else await serveOverStdio(server, summary, save, terminal);
  } finally {
    await server.close();
    await mock?.close();
    policy.log?.close();
  }
}

async function serveOverStdio(
  server: ApiServer,
  summary: string,
  save: () => Promise<void>,
  terminal: Terminal,
): Promise<void> {
  const connection = await server.serveStdio();
  const storing = defer(save);
  // Listens before the announcement, since its reader may send a signal at once.
  void untilSignal().then(() => connection.close());
  terminal.error(`${summary}\nListening on standard input and output.\n`);
  await connection.closed;
  await storing.finish();
}

async function serveOverHttp(
  server: ApiServer,
  flags: HttpFlags & RuntimeFlags,
  summary: string,
  save: () => Promise<void>,
  terminal: Terminal,
): Promise<void> {
  const connection = connectionOptions(flags, terminal.environment);
  const http = await server.serveHttp({
    ...httpOptions(flags),
    connection,
    onError(error) {
      if (isOpenApiMcpError(error) && error.code === 'TOKENS_UNREADABLE')
        terminal.error(`WARNING: ${error.message}\n`);
    },
  });
  const storing = defer(save);
  const signalled = untilSignal();
  terminal.error(`${summary}\nListening on ${http.url}\n`);
  await signalled;
  await http.close();
  await storing.finish();
}
