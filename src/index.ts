import { describeModel } from './describe/describe-model.ts';
import { loadAndDescribe } from './describe/load-and-describe.ts';
import { omitUndefined } from './json/omit-undefined.ts';
import { buildModel } from './model/build-model.ts';
import { createApiServer } from './serve/create-server.ts';
import type { Config } from './config/config.ts';
import type { Finding } from './errors.ts';
import type { DocumentSource, LoadedDocument } from './load/loaded-document.ts';
import type { RuntimeOptions } from './runtime/runtime-options.ts';
import type { HttpSdk } from './serve/http-sdk.ts';
import type { JoinedServerOptions } from './serve/create-joined-server.ts';
import type { ServerOptions } from './serve/server-options.ts';
import type { LoginOptions } from './credentials/login-options.ts';
import type { MockOptions } from './mock/mock-options.ts';
import type { DescribeOptions } from './describe/describe-options.ts';
import type { LoadOptions } from './load/load-options.ts';
import type { HttpRequest } from './http/http-message.ts';
import type { ApiDescriptor, PromptDescriptor } from './descriptor.ts';
import type { JsonObject } from './json/value.ts';
import type { DescribedApi } from './describe/describe-api.ts';
import type { LoginResult } from './credentials/login.ts';
import type { LogoutOptions, LogoutResult } from './credentials/logout.ts';
import type { MockServer } from './mock/mock-server.ts';
import type { OverlaidDocument } from './load/overlay/overlay-source.ts';
import type { Validation } from './validate/validate-document.ts';
import type {
  GeneratedApi,
  GeneratedSource,
  GenerateJoinedOptions,
  GenerateServerOptions,
} from './emit/generate-server.ts';
import type { ApiServer } from './serve/create-server.ts';

export { errorCatalogue, isOpenApiMcpError, OpenApiMcpError } from './errors.ts';
export { openCredentials } from './credentials/open-credentials.ts';
export { defineConfig } from './config/define-config.ts';
export { describeApi } from './describe/describe-api.ts';
export { shapeApi } from './shape/shape-api.ts';
export { readFilesBelow } from './serve/read-files.ts';
export { loadDocument } from './load/load-document.ts';
export { credentialsFromEnvironment, credentialVariables } from './runtime/security/credential-variables.ts';
export { createHandlers } from './runtime/handlers.ts';
export { ProtocolFault } from './runtime/protocol.ts';
export { version } from './version.ts';
export { openStore } from './store/open-store.ts';
export type { Store } from './store/store.ts';
export { createTokenExchange } from './credentials/token-exchange.ts';
export { createUserAccounts } from './connect/user-accounts.ts';
export type { OpenedAccounts } from './connect/user-accounts.ts';
export { createIdentitySigner } from './access/identity-signer.ts';
export { openAuditLog } from './serve/audit-log.ts';
export { createReplaceableServer } from './serve/create-replaceable-server.ts';
export type { Config } from './config/config.ts';
export type { ReplaceableServer } from './serve/create-replaceable-server.ts';
export type { PresentedApi } from './serve/create-server.ts';
export type { DescribedApi } from './describe/describe-api.ts';
export type { LoginResult as LoggedIn } from './credentials/login.ts';
export type { LogoutOptions, LogoutResult } from './credentials/logout.ts';
export type { IncompleteVariables } from './credentials/incomplete-variables.ts';
export type { OpenedCredentials } from './credentials/open-credentials.ts';
export type { ErrorCode, ErrorLocation, Finding } from './errors.ts';
export type { DocumentSource, LoadedDocument } from './load/loaded-document.ts';
export type * from './options.ts';
export type { CredentialVariables, IgnoredVariable } from './runtime/security/credential-variables.ts';
export type * from './runtime/protocol.ts';
export type * from './descriptor.ts';
export type { Json, JsonObject, JsonSchema } from './json/value.ts';
export type {
  GeneratedApi,
  GeneratedSource,
  GenerateServerOptions,
  ReadApi,
} from './emit/generate-server.ts';
export type { Generation } from './emit/write-server.ts';
export type { ShapedApi } from './shape/shape-api.ts';
export type { OverlaidDocument } from './load/overlay/overlay-source.ts';
export type { FileChange } from './emit/write-files.ts';
export type { HttpRequest } from './http/http-message.ts';
export type { Problem, Validation } from './validate/validate-document.ts';
export type { MockServer } from './mock/mock-server.ts';
export type { ApiServer } from './serve/create-server.ts';
export type { JoinedServerOptions } from './serve/create-joined-server.ts';
export type { AuditLog } from './serve/audit-log.ts';
export type { HttpServer, ServeHttpOptions } from './serve/http/http-server.ts';
export type { StdioOptions, StdioServer } from './serve/stdio.ts';

/** The options of a server of a document: loading, describing, and the groups of `ServerOptions`. */
export type CreateServerOptions = LoadOptions & Omit<DescribeOptions, 'validateResponses'> & ServerOptions;

/** A server, with the descriptor that it serves and the findings of its document. */
export interface DescribedServer extends ApiServer, DescribedApi {}

/**
 * Creates a server of a document, of a descriptor, or of several APIs. The SDK is loaded when a transport is served.
 *
 * @throws OpenApiMcpError OPTION_INVALID, SELECTION_EMPTY; for a document also the codes of `loadDocument` and `describeApi`
 *
 * @example
 * const server = await createServer('petstore.yaml', { request: { baseUrl: 'http://localhost:8080' } });
 * await server.serveStdio();
 *
 * @example
 * const server = await createServer([
 *   { key: 'pets', source: 'petstore.yaml' },
 *   { key: 'shop', source: 'shop.yaml', options: { request: { baseUrl: 'http://localhost:8080' } } },
 * ]);
 * await server.serveHttp();
 */
export async function createServer(
  descriptor: ApiDescriptor,
  options?: ServerOptions,
): Promise<DescribedServer>;
export async function createServer(
  source: DocumentSource,
  options?: CreateServerOptions,
): Promise<DescribedServer>;
export async function createServer(
  apis: readonly NamedSource[],
  options?: JoinedServerOptions,
): Promise<DescribedServer>;
export async function createServer(
  source: ApiDescriptor | DocumentSource | readonly NamedSource[],
  options: CreateServerOptions & JoinedServerOptions = {},
): Promise<DescribedServer> {
  if (isList(source)) return createServerOfApis(source, options);
  const described = isDescriptor(source)
    ? { descriptor: source, findings: [] }
    : await loadAndDescribe(
        source,
        omitUndefined({
          ...options,
          validateResponses: options.result?.validateResponses,
          fixedHeaders: options.fixedHeaders ?? Object.keys(options.request?.headers ?? {}),
        }),
      );
  const server = createApiServer(described.descriptor, options, loadSdk);
  return { ...described, ...server };
}

/** An API of a server of several. */
export interface NamedSource {
  /** The prefix of its tools, and the end of the path of its own endpoint over HTTP: `/mcp/<key>`. */
  key: string;
  source: ApiDescriptor | DocumentSource;
  /** Begin the names of its tools and prompts with its key; by default as the server does. */
  prefix?: boolean | undefined;
  /** Options for loading, describing and calling it. Its name is the key by default, and its policy holds besides that of the server. */
  options?: Omit<CreateServerOptions, 'audit' | 'http' | 'expose'> | undefined;
}

async function createServerOfApis(
  apis: readonly NamedSource[],
  options: JoinedServerOptions,
): Promise<DescribedServer> {
  const { createJoinedServer } = await import('./serve/create-joined-server.ts');
  const described = await Promise.all(
    apis.map(async ({ key, source, prefix, options: own = {} }) => {
      const { validateResponses } = own.result ?? {};
      const fixedHeaders = own.fixedHeaders ?? Object.keys(own.request?.headers ?? {});
      const { descriptor, findings } = isDescriptor(source)
        ? { descriptor: source, findings: [] }
        : await loadAndDescribe(
            source,
            omitUndefined({ name: key, ...own, validateResponses, fixedHeaders }),
          );
      return { key, prefix, descriptor, findings, options: own };
    }),
  );
  const server = createJoinedServer(described, options, loadSdk);
  return { ...server, findings: described.flatMap(({ findings }) => findings) };
}

async function loadSdk(): Promise<HttpSdk> {
  return (await import('./serve/sdk-v2.ts')).sdkV2;
}

/** Returns true for a list of APIs. A document is no list. */
function isList<Source>(
  source: ApiDescriptor | DocumentSource | readonly Source[],
): source is readonly Source[] {
  return Array.isArray(source);
}

/** Returns true for a descriptor, and false for an OpenAPI document, which has neither property. */
function isDescriptor(source: ApiDescriptor | DocumentSource): source is ApiDescriptor {
  return typeof source === 'object' && 'operations' in source && 'scheme' in source;
}

/**
 * Starts a mock of an API over HTTP. It returns the examples of the document, or else samples of its schemas, and
 * validates requests against the document.
 *
 * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE
 *
 * @example
 * await using mock = await createMock(await loadDocument('petstore.yaml'), { seed: 7 });
 * const server = await createServer('petstore.yaml', { request: { baseUrl: mock.url } });
 */
export async function createMock(loaded: LoadedDocument, options: MockOptions = {}): Promise<MockServer> {
  const { serveMock } = await import('./mock/mock-server.ts');
  return serveMock(
    buildModel(loaded, () => undefined),
    options,
  );
}

/**
 * Logs a person in for a security scheme of an API, and stores the tokens where `openCredentials` finds them: by the
 * authorization code grant with PKCE in a browser (RFC 6749 §4.1, RFC 7636), or by a device code (RFC 8628).
 *
 * @throws OpenApiMcpError OPTION_INVALID, PORT_UNAVAILABLE, CREDENTIALS_UNAVAILABLE
 *
 * @example
 * const { descriptor } = describeApi(await loadDocument('petstore.yaml'));
 * await login(descriptor, { clientId: 'my-app', onUrl: (url) => console.error(`Open ${url}`) });
 */
export async function login(api: ApiDescriptor, options: LoginOptions): Promise<LoginResult> {
  const credentials = await import('./credentials/login.ts');
  return credentials.login(api, options);
}

/**
 * Ends the logins of an API that `login` began: removes their tokens, and revokes them where the authorization server offers
 * that (RFC 7009).
 *
 * @throws OpenApiMcpError OPTION_INVALID, CREDENTIALS_UNAVAILABLE
 */
export async function logout(api: ApiDescriptor, options: LogoutOptions = {}): Promise<LogoutResult[]> {
  const credentials = await import('./credentials/logout.ts');
  return credentials.logout(api, options);
}

/**
 * Returns the HTTP request of a call, with credentials redacted, and sends nothing (a dry run).
 *
 * @throws OpenApiMcpError TOOL_UNKNOWN, OPTION_INVALID, ARGUMENTS_INVALID, BODY_UNSUPPORTED, SERVER_URL_INVALID
 *
 * @example
 * const { method, origin, target } = await previewCall(descriptor, 'getPet', { petId: 7 });
 */
export async function previewCall(
  descriptor: ApiDescriptor,
  tool: string,
  args: JsonObject,
  options: RuntimeOptions = {},
): Promise<HttpRequest> {
  const preview = await import('./runtime/dry-run.ts');
  return preview.previewCall(descriptor, tool, args, options);
}

/**
 * Validates a document against its specification, and lists the flaws that serving it would repair, relax or leave out.
 *
 * @throws OpenApiMcpError the codes of `loadDocument`, except for flaws that the result can list
 *
 * @example
 * const { problems } = await validateDocument('petstore.yaml');
 * for (const { pointer, message } of problems) console.log(pointer, message);
 */
export async function validateDocument(
  source: DocumentSource,
  options: LoadOptions = {},
): Promise<Validation> {
  const { validateSource } = await import('./validate/validate-document.ts');
  return validateSource(source, options, (loaded) => {
    const findings = [...loaded.findings];
    const report = (finding: Finding): void => void findings.push(finding);
    describeModel(buildModel(loaded, report), {}, report);
    return findings;
  });
}

/**
 * Returns a document with overlays (OpenAPI Overlay 1.0 and 1.1) applied, as it was written otherwise.
 *
 * @throws OpenApiMcpError OVERLAY_INVALID, SOURCE_NOT_FOUND, SOURCE_UNREADABLE, SOURCE_TOO_LARGE, SYNTAX_INVALID
 *
 * @example
 * const { document } = await overlayDocument('petstore.yaml', { overlays: ['shorter.overlay.yaml'] });
 */
export async function overlayDocument(
  source: string | URL,
  options: LoadOptions = {},
): Promise<OverlaidDocument> {
  const overlay = await import('./load/overlay/overlay-source.ts');
  return overlay.overlayDocument(source, options);
}

/**
 * Writes a typed TypeScript server and client of a document, or of several, into a folder.
 *
 * @throws OpenApiMcpError OPTION_INVALID, OUTPUT_EDITED, OUTPUT_UNSAFE; OUTPUT_STALE with `check`; those of `describeApi`
 *
 * @example
 * const { changes, install } = await generateServer('petstore.yaml', 'src/mcp', { include: ['tag:pets'] });
 */
export async function generateServer(
  source: DocumentSource,
  folder: string,
  options?: GenerateServerOptions,
): Promise<GeneratedApi>;
export async function generateServer(
  apis: readonly GeneratedSource[],
  folder: string,
  options?: GenerateJoinedOptions,
): Promise<GeneratedApi>;
export async function generateServer(
  source: DocumentSource | readonly GeneratedSource[],
  folder: string,
  options: GenerateServerOptions & GenerateJoinedOptions = {},
): Promise<GeneratedApi> {
  const emit = await import('./emit/generate-server.ts');
  return isList(source)
    ? emit.generateJoinedServer(source, folder, options)
    : emit.generateServer(source, folder, options);
}

/**
 * Reads prompts from Markdown files with front matter: files, folders, and patterns such as `prompts/*.md`.
 *
 * @throws OpenApiMcpError OPTION_INVALID for a path without files; PROMPT_INVALID with every mistake in the files
 *
 * @example
 * const server = await createServer('petstore.yaml', { prompts: await readPrompts(['prompts']) });
 */
export async function readPrompts(paths: readonly string[]): Promise<PromptDescriptor[]> {
  const prompts = await import('./prompts/read-prompts.ts');
  return prompts.readPrompts(paths);
}

/**
 * Returns the values of a config file, checked, and with variables replaced: the file at a path, or the one that a command
 * line in the working directory would find. Returns undefined if there is none. Paths in it are relative to its folder.
 *
 * @param environment the variables of `${NAME}`
 *
 * @throws OpenApiMcpError OPTION_INVALID, CONFIG_INVALID
 *
 * @example
 * const config = await loadConfig(undefined, process.env);
 * const server = await createServer(config?.document ?? 'petstore.yaml', { include: config?.include });
 */
export async function loadConfig(
  path?: string,
  environment: Record<string, string | undefined> = {},
): Promise<Config | undefined> {
  const config = await import('./config/load-config.ts');
  return config.loadConfig(path, environment);
}
