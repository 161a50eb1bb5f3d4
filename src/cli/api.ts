import { clientCertificateOf, connectionOf } from './connection.ts';
import { openCredentials } from '../credentials/open-credentials.ts';
import { createHandlers } from '../runtime/handlers.ts';
import type { ConnectionFlags } from './connection.ts';
import type { Terminal } from './terminal.ts';
import type { DocumentFlags, MockFlags, RequestFlags } from './options.ts';
import type {
  ApiDescriptor,
  Credential,
  FileReader,
  Finding,
  Handlers,
  LoadedDocument,
  MockServer,
  RuntimeOptions,
} from '../index.ts';

/** A document, loaded and described as flags say. */
export interface OpenedDocument {
  loaded: LoadedDocument;
  descriptor: ApiDescriptor;
  findings: Finding[];
}

export async function openDocument(
  source: string,
  flags: DocumentFlags & ConnectionFlags,
  environment: Record<string, string | undefined>,
): Promise<OpenedDocument> {
  // A start from the cache takes none of what they bring.
  const { describeApi, loadDocument } = await import('../index.ts');
  const loaded = await loadDocument(source, { ...flags, connection: connectionOf(flags, environment) });
  return { loaded, ...describeApi(loaded, flags) };
}

/** What the runtime takes of flags and environment, and where its credentials come from. */
export interface RuntimeSettings {
  options: RuntimeOptions;
  /** By security scheme. */
  sources: Record<string, string>;
}

/** A mock is the API where one runs, and nothing is fetched for it. */
export async function runtimeSettings(
  descriptor: ApiDescriptor,
  flags: RequestFlags & { resources?: 'on' | 'off' },
  environment: Record<string, string | undefined>,
  mock?: MockServer,
): Promise<RuntimeSettings> {
  const {
    header = {},
    serverVar = {},
    allowFiles,
    ca,
    insecure,
    envFile,
    authCommand,
    clientCert,
    clientKey,
    ...options
  } = flags;
  const connection = connectionOf({ ...defined({ ca, insecure }) }, environment);
  const clientCertificate = clientCertificateOf(defined({ clientCert, clientKey }), environment);
  const { credentials, sources } = await openCredentials(descriptor, {
    environment,
    ...connection,
    ...defined({ envFile, authCommand, baseUrl: options.baseUrl, clientCertificate }),
  });
  return {
    sources,
    options: {
      ...options,
      headers: header,
      serverVariables: serverVar,
      ...(mock === undefined
        ? { ...connection, ...defined({ clientCertificate }), credentials }
        : { baseUrl: mock.url, credentials: withoutProviders(credentials) }),
      ...(allowFiles === undefined ? {} : { readFile: await fileReader(allowFiles) }),
    },
  };
}

async function fileReader(folder: string): Promise<FileReader> {
  const { readFilesBelow } = await import('../serve/read-files.ts');
  return readFilesBelow(folder);
}

function withoutProviders(credentials: Record<string, Credential>): Record<string, Credential> {
  return Object.fromEntries(
    Object.entries(credentials).filter(([, credential]) => !('provide' in credential)),
  );
}

/** Properties that have a value. */
function defined<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}

/** The mock that flags ask for. */
export async function startMock(
  loaded: LoadedDocument,
  { mock, mockSeed }: MockFlags,
): Promise<MockServer | undefined> {
  if (mock !== true) return undefined;
  const { createMock } = await import('../index.ts');
  return createMock(loaded, mockSeed === undefined ? {} : { seed: mockSeed });
}

/** Handlers for the time of one task, with the mock that flags ask for. */
export async function withHandlers<Result>(
  { loaded, descriptor }: OpenedDocument,
  flags: RequestFlags & MockFlags & { resources?: 'on' | 'off' },
  terminal: Terminal,
  task: (handlers: Handlers, options: RuntimeOptions) => Promise<Result>,
): Promise<Result> {
  const mock = await startMock(loaded, flags);
  try {
    const { options } = await runtimeSettings(descriptor, flags, terminal.environment, mock);
    const handlers = createHandlers(descriptor, options);
    try {
      return await task(handlers, options);
    } finally {
      await handlers.close();
    }
  } finally {
    await mock?.close();
  }
}
