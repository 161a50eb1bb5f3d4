import { assembleServer } from './assemble-server.ts';
import { explorerFacts } from './explorer-facts.ts';
import { describeInProcess, openServedDocument } from './open-document.ts';
import { policyOfApi } from './flags/policy-flags.ts';
import { promptsOf } from './flags/prompt-flags.ts';
import { loadSdk, prepareApi, summaryOf } from './run-server.ts';
import { plural } from './format-findings.ts';
import { exposeLines, patternLines, policyLines } from './start-summary.ts';
import { inert } from './terminal.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { maxListedTools } from '../runtime/search/uses-search.ts';
import { redactUrl } from '../http/redact-url.ts';
import { mergeOptions } from '../runtime/merge-options.ts';
import { refuseSharedVariables } from '../runtime/security/shared-variables.ts';
import { defaultKey } from '../serve/join-apis.ts';
import { createJoinedServer } from '../serve/create-joined-server.ts';
import type { CallCommand } from '../explorer/explorer-types.ts';
import type { CommandInput } from './command.ts';
import type { LoadOptions } from '../load/load-options.ts';
import type { ConfigCode } from '../config/config-code.ts';
import type { NamedSource } from './command.ts';
import type { DocumentFlags } from './flags/document-flags.ts';
import type { PromptFlags } from './flags/prompt-flags.ts';
import type { ToolFlags } from './flags/tool-flags.ts';
import type { ServedDocument, ServedOptions } from './open-document.ts';
import type { PolicyOptions } from '../runtime/policy/policy-options.ts';
import type { PreparedApi } from './assemble-server.ts';
import type { DocumentProblem, PreparedServer, ServerFlags } from './run-server.ts';
import type { Terminal } from './terminal.ts';

type ServeApisFlags = ServerFlags &
  DocumentFlags &
  ToolFlags &
  PromptFlags & { cache: 'on' | 'off'; prefix: 'on' | 'off' };

/** The part of a server of several documents that flags do not have. */
export interface PrepareOptions {
  /** The server that this one replaces. */
  before?: PreparedServer | undefined;
  /** The code of the config file. */
  code?: ConfigCode | undefined;
  /** Documents that were fetched before, if the server may load them again. */
  fetched?: LoadOptions['fetched'];
}

/** An API that is served. */
interface OpenedApi {
  key: string;
  /** The path or URL of its document. */
  source: string;
  /** Its flags: its own, and those of all APIs. */
  flags: ServeApisFlags;
  document: ServedDocument;
  prepared: PreparedApi;
  /** Its own policy, besides that of the server. */
  policy: PolicyOptions | undefined;
}

/**
 * Creates one server of several documents. A document that cannot be opened costs only itself, unless `--strict` is given,
 * and not even that if the server before has it.
 *
 * @throws OpenApiMcpError the first error if no document can be opened, or with `--strict`
 */
export async function prepareApis(
  sources: NamedSource[],
  input: CommandInput<ServeApisFlags>,
  terminal: Terminal,
  { before, code, fetched }: PrepareOptions = {},
): Promise<PreparedServer> {
  const { flags } = input;
  const prompts = await promptsOf(flags);
  // The modules of the SDK are read while the documents are.
  const loading = loadSdk();
  // One thread that has the code of descriptions compiled describes several documents sooner than several threads. While a
  // server is replaced, its own thread goes on with its calls.
  const describe = before === undefined ? describeInProcess : undefined;
  const settled = await Promise.allSettled(
    sources.map((each) => openOne(each, flags, terminal, { fetched, describe })),
  );
  const failures: Record<string, string> = {};
  const problems: DocumentProblem[] = [];
  const documents: Omit<OpenedApi, 'prepared'>[] = [];
  const opened = new Map<string, ServedDocument>();
  for (const [index, result] of settled.entries()) {
    const { key, source, flags: own } = sources[index] ?? { source: '', flags };
    const api = key ?? shownSource(source);
    const document = result.status === 'fulfilled' ? result.value : before?.documents?.get(api);
    if (document !== undefined) {
      opened.set(api, document);
      documents.push({
        key: key ?? defaultKey(document.descriptor),
        source,
        document,
        flags: { ...flags, ...own },
        policy: policyOfApi(own),
      });
    }
    if (result.status === 'fulfilled') continue;
    const error: unknown = result.reason;
    if (!isOpenApiMcpError(error) || flags.strict === true) throw error;
    if (document === undefined) failures[api] = error.code;
    const state = document === undefined ? 'is not served' : 'stays as it was';
    const reason = error.message.replace(/\.$/, '');
    const line = inert(`WARNING: ${api} ${state}: ${reason}. ${error.hint}`);
    problems.push({ api, code: error.code, reason, line });
  }
  if (documents.length === 0) throw firstError(settled);
  const described = documents.map(({ key, document: { descriptor } }) => ({ key, descriptor }));
  refuseSharedVariables(described, terminal.environment);
  const apis = await Promise.all(
    documents.map(async (each): Promise<OpenedApi> => ({
      ...each,
      prepared: await prepareApi(each.document, each.flags, terminal),
    })),
  );
  const own = { expose: flags.expose, resources: flags.resources === 'on', extensions: code?.shared };
  const keys = documents.map(({ key }) => key);
  const commands = async (): Promise<CallCommand[]> => {
    const named = documents.filter((each) => each.flags.prefix === 'on');
    if (named.length === 0) return [];
    const { callWords } = await import('./call-words.ts');
    return named.map(({ key, source }) => {
      const given = input.config?.apis?.some((api) => api.key === key) === true ? key : source;
      return { prefix: `${key}_`, words: callWords(given, input, terminal.environment, key, keys) };
    });
  };
  const facts = explorerFacts(
    apis.map(({ document, prepared: { settings } }) => ({ document, settings })),
    commands,
  );
  const named = apis.map(({ key, document: { descriptor }, prepared, policy, flags: each }) => ({
    key,
    prefix: each.prefix === 'on',
    descriptor,
    options: mergeOptions(prepared.options, { extensions: code?.apis.get(key), policy }),
  }));
  const assembled = await assembleServer(
    apis.map(({ prepared }) => prepared),
    flags,
    { name: 'openapi-mcp', terminal, before },
    (options, http) =>
      createJoinedServer(
        named,
        {
          ...mergeOptions(own, options),
          prompts,
          failures,
          http: { explorerSource: { facts: () => facts }, ...http },
        },
        () => loading,
      ),
  );
  const { server, telemetry } = assembled;
  const shared = mergeOptions(own, assembled.options);
  // The lines of a long API say the same.
  const isLong = apis.some(({ document }) => document.descriptor.operations.length > maxListedTools);
  const summary = [
    ...apis.flatMap(({ key, document, prepared }, index) => [
      flags.transport === 'http' ? `${key} (also alone at /mcp/${key}):` : `${key}:`,
      ...summaryOf(document, server.offered[index] ?? document.descriptor, prepared),
    ]),
    ...(isLong ? [] : exposeLines(server.descriptor, shared)),
    ...(prompts === undefined ? [] : [`${plural(prompts.length, 'prompt')} of the server`]),
    ...policyLines(server.joined, server.descriptor, shared),
    ...apis.flatMap(({ policy }, index) =>
      patternLines({ operations: server.described[index] ?? [] }, policy),
    ),
    ...telemetry.lines,
    ...problems.map(({ line }) => line),
  ].join('\n');
  return {
    ...assembled,
    summary,
    documents: opened,
    problems,
    // A document that cannot be opened is waited for.
    sources: [...sources.map(({ source }) => source), ...apis.flatMap(({ document }) => document.sources)],
    async save() {
      await Promise.all(apis.map(({ document }) => document.save()));
    },
  };
}

function openOne(
  { key, source, flags: ownFlags, operations }: NamedSource,
  flags: ServeApisFlags,
  terminal: Terminal,
  options: ServedOptions,
): Promise<ServedDocument> {
  const { prompts: _, ...shared } = flags;
  const own = { ...shared, ...ownFlags, ...(key === undefined ? {} : { name: key }) };
  return openServedDocument(source, own, terminal.environment, { ...options, operations });
}

/** Returns a source for people, without the login in a URL. */
function shownSource(source: string): string {
  return /^https?:/i.test(source) && URL.canParse(source) ? redactUrl(new URL(source)) : source;
}

function firstError(settled: PromiseSettledResult<unknown>[]): unknown {
  const rejected = settled.find((result) => result.status === 'rejected');
  return rejected?.reason;
}
