import { runtimeSettings, startMock } from './api.ts';
import { connectionOf } from './connection.ts';
import { httpOf } from './http.ts';
import { later } from './deferred-task.ts';
import { policyOf } from './policy.ts';
import { untilSignal } from './until-signal.ts';
import { formatSummary, policyLines } from './start-summary.ts';
import { applyPolicy } from '../runtime/policy/policy.ts';
import { createApiServer } from '../serve/create-server.ts';
import type { MockFlags, RequestFlags } from './options.ts';
import type { PolicyFlags } from './policy.ts';
import type { HttpFlags } from './http.ts';
import type { ServedDocument } from './open-document.ts';
import type { ApiServer } from '../index.ts';

/** Flags of serving, whatever the document is. */
export type ServingFlags = RequestFlags &
  MockFlags &
  PolicyFlags &
  HttpFlags & { transport: 'stdio' | 'http' };

/** Serves a document until its client leaves or a signal comes. */
export async function serveOpened(
  { loaded, descriptor, findings, keep }: ServedDocument,
  flags: ServingFlags & { forwardHeaders: string[] },
): Promise<void> {
  const { forwardHeaders } = flags;
  const mock = loaded === undefined ? undefined : await startMock(loaded, flags);
  // Over HTTP one client could read what another was answered.
  const keepResponses = flags.transport === 'stdio';
  const settings = await runtimeSettings(descriptor, flags, process.env, mock);
  const policy = await policyOf(flags, process.env);
  const options = { ...settings.options, ...policy.options, keepResponses, forwardHeaders };
  const offered = applyPolicy(descriptor, options);
  const server = createApiServer(offered, options, async () => (await import('../serve/sdk-v2.ts')).sdkV2);
  const mocked = mock === undefined ? '' : `\nMocked at ${mock.url} with seed ${mock.seed}`;
  const about = formatSummary(offered, findings, options, settings.sources);
  const summary = [about, ...policyLines(descriptor, offered, options)].join('\n') + mocked;
  try {
    await (flags.transport === 'http'
      ? serveOverHttp(server, flags, summary, keep)
      : serveOverStdio(server, summary, keep));
  } finally {
    await server.close();
    await mock?.close();
    policy.log?.close();
  }
}

type Keep = () => Promise<void>;

async function serveOverStdio(server: ApiServer, summary: string, keep: Keep): Promise<void> {
  const connection = await server.serveStdio();
  const kept = later(keep);
  // Before the announcement: whoever reads it may send a signal at once.
  void untilSignal().then(() => connection.close());
  process.stderr.write(`${summary}\nListening on standard input and output.\n`);
  await connection.closed;
  await kept.finish();
}

async function serveOverHttp(
  server: ApiServer,
  flags: ServingFlags,
  summary: string,
  keep: Keep,
): Promise<void> {
  const connection = connectionOf(flags, process.env);
  const http = await server.serveHttp({ ...httpOf(flags), connection });
  const kept = later(keep);
  const signalled = untilSignal();
  process.stderr.write(`${summary}\nListening on ${http.url}\n`);
  await signalled;
  await http.close();
  await kept.finish();
}
