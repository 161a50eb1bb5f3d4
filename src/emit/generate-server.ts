import { emitApi } from './emit-api.ts';
import { emitJoined } from './emit-joined.ts';
import { nameApi } from './names.ts';
import { servedOptions, writeServer } from './write-server.ts';
import { describeModel } from '../describe/describe-model.ts';
import { describeSelected, selectFrom } from '../describe/describe-api.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { loadDocument } from '../load/load-document.ts';
import { buildModel } from '../model/build-model.ts';
import { OpenApiMcpError } from '../errors.ts';
import { checkOptions } from '../runtime/check-options.ts';
import { isSecretHeader } from '../runtime/security/redact.ts';
import { credentialVariables, sessionVariables } from '../runtime/security/credential-variables.ts';
import { refuseSharedVariables } from '../runtime/security/shared-variables.ts';
import { defaultKey, joinApis } from '../serve/join-apis.ts';
import type { RecordedCall } from '../record/record-calls.ts';
import type { EmittedApi } from './emit-api.ts';
import type { JoinedServedOptions } from './emit-joined.ts';
import type { GenerateOptions } from './generate-options.ts';
import type { RequestDefaults, ServedOptions } from './emit-server.ts';
import type { Generation, ProjectSource } from './write-server.ts';
import type { DescribedApi } from '../describe/describe-api.ts';
import type { DescribeOptions } from '../describe/describe-options.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { DocumentSource, LoadedDocument } from '../load/loaded-document.ts';
import type { LoadOptions } from '../load/load-options.ts';

/** The options of `generateServer`. */
export type GenerateServerOptions = ApiOptions &
  GenerateOptions & {
    /** Receives the name of each step, in a few words. */
    onProgress?: (step: string) => void;
  };

/** The options of an API of several. */
type ApiOptions = LoadOptions & DescribeOptions & ServedOptions;

/** An API of a generated server of several. */
export interface GeneratedSource {
  /** The prefix of its tools, and the name of its folder; the slug of the title by default. */
  key?: string | undefined;
  source: DocumentSource;
  /** Begin the names of its tools and prompts with its key; by default as the server does. */
  prefix?: boolean | undefined;
  /** Options for loading, describing and calling it. Its name is the key by default. */
  options?: Omit<ApiOptions, 'expose'> | undefined;
}

/** A generated API: the changes of the files, and the findings in the document. */
export interface GeneratedApi extends DescribedApi, Generation {
  /** The APIs of the server, with the places that their documents were read from. */
  apis: ReadApi[];
}

/** An API of a generated server, with its document. */
export interface ReadApi {
  descriptor: ApiDescriptor;
  /** The path or URL as given. */
  source: string;
  /** Says where the document was found, if it was searched for. */
  note?: string;
}

/** The options of a generated server of several APIs. */
export type GenerateJoinedOptions = GenerateOptions &
  JoinedServedOptions &
  Pick<GenerateServerOptions, 'onProgress'>;

/** An API that was read, described and checked. */
interface PreparedSource {
  loaded: LoadedDocument;
  described: DescribedApi;
  api: EmittedApi;
}

/**
 * Writes a typed TypeScript server and client of a document into a folder.
 *
 * @throws OpenApiMcpError OPTION_INVALID, OUTPUT_EDITED, OUTPUT_UNSAFE; OUTPUT_STALE with `check`; those of `describeApi`
 */
export async function generateServer(
  source: DocumentSource,
  folder: string,
  options: GenerateServerOptions = {},
): Promise<GeneratedApi> {
  options.onProgress?.('Reading the document');
  const { loaded, described, api } = await prepareSource(source, options, options.onProgress);
  const { descriptor } = described;
  const project =
    options.scaffold === true
      ? {
          ...(await projectSource(loaded, descriptor, options)),
          api: descriptor,
          createServer: nameApi(descriptor).createServer,
        }
      : undefined;
  options.onProgress?.('Writing files');
  const served = servedOptions(options);
  const generation = await writeServer(folder, (target) => emitApi(api, target, served), options, project);
  return { ...described, ...generation, apis: [readApi(loaded, descriptor)] };
}

/**
 * Writes one typed TypeScript server of several documents into a folder, with a client of each.
 *
 * @throws OpenApiMcpError OPTION_INVALID, OUTPUT_EDITED, OUTPUT_UNSAFE; OUTPUT_STALE with `check`; those of `describeApi`
 */
export async function generateJoinedServer(
  sources: readonly GeneratedSource[],
  folder: string,
  options: GenerateJoinedOptions = {},
): Promise<GeneratedApi> {
  options.onProgress?.('Reading the documents');
  const prepared = await Promise.all(
    sources.map(async ({ key, source, prefix, options: own = {} }) => {
      const each = await prepareSource(source, { ...own, ...(key === undefined ? {} : { name: key }) });
      return { key: key ?? defaultKey(each.described.descriptor), prefix, own, ...each };
    }),
  );
  const named = prepared.map(({ key, prefix, described }) => ({
    key,
    prefix,
    descriptor: described.descriptor,
    options: {},
  }));
  refuseSharedVariables(named);
  const { descriptor, parts } = joinApis(named, options);
  const project = options.scaffold === true ? await joinedProject() : undefined;
  options.onProgress?.('Writing files');
  const emitted = prepared.map(({ key, prefix, api, own }) => ({
    key,
    prefix,
    api,
    options: servedOptions(own),
  }));
  const generation = await writeServer(
    folder,
    (target) => emitJoined(emitted, target, options),
    options,
    project,
  );
  return {
    descriptor,
    findings: prepared.flatMap(({ described }) => described.findings),
    ...generation,
    apis: prepared.map(({ loaded, described }) => readApi(loaded, described.descriptor)),
  };

  /** Returns the project around the server. Its calls have the names of the tools in the server. */
  async function joinedProject(): Promise<ProjectSource> {
    const each = await Promise.all(
      prepared.map(({ loaded, described }) => projectSource(loaded, described.descriptor, options)),
    );
    const calls = each.flatMap((own, index) => {
      const names = new Map(
        prepared[index]?.described.descriptor.operations.map(({ name }, place) => [
          name,
          parts[index]?.descriptor.operations[place]?.name ?? name,
        ]),
      );
      return own.calls.map((call) => ({ ...call, tool: names.get(call.tool) ?? call.tool }));
    });
    return {
      api: descriptor,
      createServer: 'createServer',
      keys: prepared.map(({ key }) => key),
      calls,
      variables: each.flatMap(({ variables }) => variables),
      mayBeSearched: (options.expose ?? 'all') !== 'all',
    };
  }
}

function readApi({ source, note }: LoadedDocument, descriptor: ApiDescriptor): ReadApi {
  return omitUndefined({ descriptor, source, note });
}

async function prepareSource(
  source: DocumentSource,
  options: ApiOptions,
  onProgress?: (step: string) => void,
): Promise<PreparedSource> {
  const loaded = await loadDocument(source, options);
  onProgress?.('Describing its operations');
  const selection = selectFrom(loaded, options);
  const describing = { fixedHeaders: Object.keys(options.headers ?? {}), ...options };
  const described = describeSelected(selection, describing);
  checkDefaults(described.descriptor, options);
  const { model, operations } = selection;
  // The first description reported the findings already.
  const whole = describeModel(model, { ...describing, operations, isForTypes: true }, () => undefined);
  const typed = withNamesOf(whole, described.descriptor);
  return { loaded, described, api: { served: described.descriptor, typed } };
}

/** Returns the typed operations that are served, under the names that shaping gave them. */
function withNamesOf(typed: ApiDescriptor, served: ApiDescriptor): ApiDescriptor {
  const names = new Map(served.operations.map(({ method, path, name }) => [`${method} ${path}`, name]));
  const operations = typed.operations.flatMap((operation) => {
    const name = names.get(`${operation.method} ${operation.path}`);
    return name === undefined ? [] : [{ ...operation, name }];
  });
  return { ...typed, operations };
}

/**
 * Checks the options of requests that become defaults in the code.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
function checkDefaults(api: ApiDescriptor, { baseUrl, server, headers = {} }: RequestDefaults): void {
  checkOptions(api, { request: { baseUrl, server, headers } });
  const secret = Object.keys(headers).find(isSecretHeader);
  if (secret !== undefined)
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      `the header ${secret} would be a secret in the generated code`,
      {
        hint: 'Leave it out, and give it to the server when it runs.',
      },
    );
}

/** The recorded calls, and what else a project of an API has. */
interface ApiProject {
  calls: RecordedCall[];
  variables: ProjectSource['variables'];
  mayBeSearched: boolean;
}

/** Returns the calls for the test of a scaffolded project, and the variables of its credentials. */
async function projectSource(
  loaded: LoadedDocument,
  descriptor: ApiDescriptor,
  { expose = 'all', onProgress }: Pick<GenerateServerOptions, 'expose' | 'onProgress'>,
): Promise<ApiProject> {
  onProgress?.('Calling every operation on a mock');
  const { recordCalls } = await import('../record/record-calls.ts');
  const model = buildModel(loaded, () => undefined);
  // The recorded responses contain no login.
  const calls = descriptor.session?.login === undefined ? await recordCalls(model, descriptor) : [];
  const ofSchemes = credentialVariables(descriptor).flatMap(({ scheme, ways }) =>
    (ways[0] ?? []).map((name) => ({ name, scheme })),
  );
  const ofSession = sessionVariables(descriptor).map((name) => ({ name, scheme: 'the login' }));
  const variables = [...ofSchemes, ...ofSession];
  // With `auto` it depends on the number of operations that the hooks leave.
  return { calls, variables, mayBeSearched: expose !== 'all' };
}
