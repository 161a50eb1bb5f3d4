import {
  createHandlers,
  createMock,
  credentialsFromEnvironment,
  describeApi,
  loadDocument,
  readFilesBelow,
} from '../index.ts';
import type { DocumentFlags, MockFlags, RequestFlags } from './options.ts';
import type {
  ApiDescriptor,
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

export async function openDocument(source: string, flags: DocumentFlags): Promise<OpenedDocument> {
  const loaded = await loadDocument(source, flags);
  return { loaded, ...describeApi(loaded, flags) };
}

/** What the runtime takes of flags and environment; a mock is the API where one runs. */
export function runtimeOptions(
  descriptor: ApiDescriptor,
  flags: RequestFlags & { resources?: 'on' | 'off' },
  environment: Record<string, string | undefined>,
  mock?: MockServer,
): RuntimeOptions {
  const { header = {}, serverVar = {}, allowFiles, ...options } = flags;
  return {
    ...options,
    headers: header,
    serverVariables: serverVar,
    credentials: credentialsFromEnvironment(descriptor, environment),
    ...(allowFiles === undefined ? {} : { readFile: readFilesBelow(allowFiles) }),
    ...(mock === undefined ? {} : { baseUrl: mock.url }),
  };
}

/** The mock that flags ask for. */
export async function startMock(
  loaded: LoadedDocument,
  { mock, mockSeed }: MockFlags,
): Promise<MockServer | undefined> {
  if (mock !== true) return undefined;
  return createMock(loaded, mockSeed === undefined ? {} : { seed: mockSeed });
}

/** Handlers for the time of one task, with the mock that flags ask for. */
export async function withHandlers<Result>(
  { loaded, descriptor }: OpenedDocument,
  flags: RequestFlags & MockFlags & { resources?: 'on' | 'off' },
  environment: Record<string, string | undefined>,
  task: (handlers: Handlers, options: RuntimeOptions) => Promise<Result>,
): Promise<Result> {
  const mock = await startMock(loaded, flags);
  const options = runtimeOptions(descriptor, flags, environment, mock);
  const handlers = createHandlers(descriptor, options);
  try {
    return await task(handlers, options);
  } finally {
    await handlers.close();
    await mock?.close();
  }
}
