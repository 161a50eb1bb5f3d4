import { assembleServer } from './assemble-server.ts';
import { destinationLines } from './call-destinations.ts';
import { callerOptions } from './caller-options.ts';
import { openAccessSettings } from './access-settings.ts';
import { anonymousLine, hasCredentials } from './document-notes.ts';
import { explorerFacts } from './explorer-facts.ts';
import { connectionOptions } from './flags/connection-flags.ts';
import { httpOptions } from './flags/http-flags.ts';
import { policyOfApi } from './flags/policy-flags.ts';
import { defer } from './deferred-task.ts';
import { runtimeSettings } from './runtime-settings.ts';
import { startMock } from './start-mock.ts';
import { formatSummary, patternLines, policyLines, shortLines, variableLines } from './start-summary.ts';
import { surviveErrors } from './survive-errors.ts';
import { untilSignal } from './until-signal.ts';
import { currentWorker } from './workers/current-worker.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { scheduleCallModules } from '../runtime/load-calls.ts';
import { mergeOptions } from '../runtime/merge-options.ts';
import { createApiServer } from '../serve/create-server.ts';
import type { ExtensionOptions } from '../runtime/extension-options.ts';
import type { ApiServer } from '../serve/create-server.ts';
import type { ExchangeFlags } from './flags/exchange-flags.ts';
import type { HttpFlags } from './flags/http-flags.ts';
import type { MockFlags } from './flags/mock-flags.ts';
import type { PolicyFlags } from './flags/policy-flags.ts';
import type { ServedDocument } from './open-document.ts';
import type { ErrorCode } from '../errors.ts';
import type { ApiDescriptor, RuntimeOptions } from '../index.ts';
import type { HttpSdk } from '../serve/http-sdk.ts';
import type { RuntimeFlags } from './runtime-settings.ts';
import type { TelemetryFlags } from './flags/telemetry-flags.ts';
import type { AssembledServer, PreparedApi } from './assemble-server.ts';
import type { Telemetry } from './open-telemetry.ts';
import { inert } from './terminal.ts';
import type { StartedWith } from './call-words.ts';
import type { CallCommand } from '../explorer/explorer-types.ts';
import type { Terminal } from './terminal.ts';

/** Flags of a server, whatever the document is. */
export type ServerFlags = RuntimeFlags &
  MockFlags &
  PolicyFlags &
  HttpFlags &
  TelemetryFlags &
  ExchangeFlags & {
    transport: 'stdio' | 'http';
    shutdownGrace: number;
    /** Print how to open the MCP Inspector. */
    inspector?: boolean;
  };

/** Prepares the calls of an API: its credentials, its connections and its mock. */
export async function prepareApi(
  { loaded, descriptor }: ServedDocument,
  flags: ServerFlags,
  { environment }: Terminal,
): Promise<PreparedApi> {
  const mock = loaded === undefined ? undefined : await startMock(loaded, flags);
  const settings = await runtimeSettings(descriptor, flags, environment, mock);
  const { store, request } = await callerOptions(descriptor, flags, environment);
  const { credentials = {}, ...forCallers } = request;
  const { accounts } = forCallers;
  const exchanged = Object.keys(credentials).map((name) => [
    name,
    accounts?.schemes.includes(name) === true ? "each caller's own account" : "the caller's token, exchanged",
  ]);
  const options = mergeOptions(settings.options, {
    // Over HTTP one client could read the responses of another.
    result: { keepResponses: flags.transport === 'stdio' },
    request: {
      forwardHeaders: flags.forwardHeader ?? [],
      ...forCallers,
      credentials: { ...settings.options.request?.credentials, ...(mock === undefined ? credentials : {}) },
    },
  });
  const sources = { ...settings.sources, ...Object.fromEntries(exchanged) };
  return { options, settings: { ...settings, sources }, mock, store };
}

/** Returns the lines of the summary about an API, of which `offered` has what the policy allows. */
export function summaryOf(
  { descriptor, findings, note, isAnonymous }: ServedDocument,
  offered: ApiDescriptor,
  { options, settings, mock }: PreparedApi,
): string[] {
  return [
    formatSummary(offered, findings, options, settings.sources),
    ...(note === undefined ? [] : [inert(note)]),
    ...(isAnonymous && hasCredentials(descriptor, settings.sources, options.request?.environment ?? {})
      ? [anonymousLine]
      : []),
    ...variableLines(descriptor, settings),
    ...shortLines(settings),
    ...(mock === undefined
      ? destinationLines(offered, options.request ?? {})
      : [`Mocked at ${mock.url} with seed ${mock.seed}`]),
  ];
}

/** A server that is ready for its transport, with all that belongs to it. */
export interface PreparedServer extends AssembledServer {
  /** The lines for the start. */
  summary: string;
  /** Paths and URLs of all files that the server is made of. */
  sources: string[];
  /** Stores the descriptions for the next start. */
  save(): Promise<void>;
  /** Each document that is served, by the name of its API. A server of one document has none. */
  documents?: ReadonlyMap<string, ServedDocument>;
  /** The documents that could not be opened, although others were. */
  problems?: DocumentProblem[];
}

/** A document that could not be opened. */
export interface DocumentProblem {
  /** The key of its API, or its path or URL. */
  api: string;
  code: ErrorCode;
  reason: string;
  /** The line for the operator. */
  line: string;
}

/** Creates the server of a document. `source` is its path or URL. It shares log, metrics and state with the server before. */
export async function prepareServer(
  document: ServedDocument,
  flags: ServerFlags,
  terminal: Terminal,
  source: string,
  startedWith: StartedWith,
  before?: PreparedServer,
  extensions?: ExtensionOptions,
): Promise<PreparedServer> {
  const { descriptor, save, sources } = document;
  const prepared = await prepareApi(document, flags, terminal);
  const commands = async (): Promise<CallCommand[]> => {
    if (source === '-') return [];
    const { callWords } = await import('./call-words.ts');
    return [{ prefix: '', words: callWords(source, startedWith, terminal.environment) }];
  };
  const facts = explorerFacts([{ document, settings: prepared.settings }], commands, source);
  const optionsWith = (shared: RuntimeOptions): RuntimeOptions =>
    mergeOptions(prepared.options, shared, { extensions });
  const rules = policyOfApi(flags.rulesOfApi ?? {});
  const surroundings = { name: descriptor.name, terminal, before };
  const assembled = await assembleServer([prepared], flags, surroundings, (shared, http) => {
    const transport = { explorerSource: { facts: () => facts }, ...http };
    const own = rules && { ...optionsWith(shared), policy: rules };
    return createApiServer(descriptor, { ...optionsWith(shared), http: transport }, loadSdk, own);
  });
  const { server, telemetry } = assembled;
  const options = optionsWith(assembled.options);
  const summary = [
    ...summaryOf(document, server.descriptor, { ...prepared, options }),
    ...policyLines(descriptor, server.descriptor, options),
    ...patternLines(descriptor, rules),
    ...telemetry.lines,
  ].join('\n');
  return { ...assembled, summary, sources, save };
}

export async function loadSdk(): Promise<HttpSdk> {
  return (await import('../serve/sdk-v2.ts')).sdkV2;
}

/** The outputs of a server besides the protocol. */
interface Outputs {
  terminal: Terminal;
  telemetry: Telemetry;
}

/** Serves until the client disconnects or a signal arrives, and announces it with a summary. */
export function serveUntilEnd(
  server: ApiServer,
  flags: ServerFlags,
  summary: string,
  save: () => Promise<void>,
  outputs: Outputs,
): Promise<void> {
  const restore = surviveErrors(outputs.telemetry);
  const serve = flags.transport === 'http' ? serveOverHttp : serveOverStdio;
  return serve(server, flags, summary, save, outputs).finally(restore);
}

async function serveOverStdio(
  server: ApiServer,
  { shutdownGrace }: ServerFlags,
  summary: string,
  save: () => Promise<void>,
  { terminal, telemetry: { log } }: Outputs,
): Promise<void> {
  const connection = await server.serveStdio({
    shutdownGrace,
    onError: ({ message }) => log.write('debug', 'connection', { error: message }),
  });
  const storing = defer(save);
  // Listens before the announcement, since its reader may send a signal at once. A client that has closed standard input
  // and sends a signal waits no longer for calls under way.
  void untilSignal().then(() => connection.close(process.stdin.readableEnded ? 0 : shutdownGrace));
  terminal.error(`${summary}\nListening on standard input and output.\n`);
  await connection.closed;
  await storing.finish();
}

/** Returns how to open the MCP Inspector for a server. */
function inspectorLines(url: string): string {
  const query = new URLSearchParams({ transport: 'streamable-http', serverUrl: url });
  return `Inspect the server with npx @modelcontextprotocol/inspector, at http://localhost:6274/?${query}\n`;
}

async function serveOverHttp(
  server: ApiServer,
  flags: ServerFlags,
  summary: string,
  save: () => Promise<void>,
  { terminal, telemetry: { log, metrics } }: Outputs,
): Promise<void> {
  const connection = connectionOptions(flags, terminal.environment);
  const worker = currentWorker();
  const access = await openAccessSettings(flags, terminal.environment);
  const http = await server.serveHttp({
    ...httpOptions(flags),
    ...(worker === undefined ? {} : { listen: worker.listen, explorerRelay: worker.relay }),
    shutdownGrace: flags.shutdownGrace,
    ...access.options,
    connection,
    metrics,
    onError(error) {
      const isSerious = isOpenApiMcpError(error) && error.code === 'TOKENS_UNREADABLE';
      log.write(isSerious ? 'warn' : 'debug', error.message);
    },
  });
  const storing = defer(save);
  const signalled = worker?.signalled ?? untilSignal();
  const explorer = http.explorerUrl === undefined ? '' : `Explore the tools at ${http.explorerUrl}\n`;
  const inspector = flags.inspector === true ? inspectorLines(http.url) : '';
  const text = `${summary}\n${explorer}${inspector}`;
  if (worker === undefined) terminal.error(`${text}Listening on ${http.url}\n`);
  else worker.announce(text);
  // Only a person at a terminal is at a browser.
  if (flags.inspector === true && terminal.isInteractive === true && http.explorerUrl !== undefined) {
    const { openBrowser } = await import('./open-browser.ts');
    openBrowser(http.explorerUrl, terminal.environment);
  }
  const cancelImports = scheduleCallModules();
  await signalled;
  cancelImports();
  await http.close();
  await access.close();
  await storing.finish();
}
