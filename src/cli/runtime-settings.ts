import { openCredentials } from '../credentials/open-credentials.ts';
import { connectionOptions } from './flags/connection-flags.ts';
import { clientCertificate as readCertificate } from './flags/credential-flags.ts';
import { requestOptions } from './flags/request-flags.ts';
import { resultOptions } from './flags/result-flags.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { Credential, IgnoredVariable, MockServer, RuntimeOptions } from '../index.ts';
import type { ConnectionFlags } from './flags/connection-flags.ts';
import type { CredentialFlags } from './flags/credential-flags.ts';
import type { RequestFlags } from './flags/request-flags.ts';
import type { ResultFlags } from './flags/result-flags.ts';
import type { ExposeFlag, ToolFlags } from './flags/tool-flags.ts';

/** Flags that runtime options are made from. */
export type RuntimeFlags = RequestFlags &
  ResultFlags &
  CredentialFlags &
  ConnectionFlags &
  Pick<ToolFlags, 'resources'> &
  Partial<ExposeFlag>;

/** Runtime options, and the sources of their credentials. */
export interface RuntimeSettings {
  options: RuntimeOptions;
  /** By security scheme: a variable, a file, a command or a login. */
  sources: Record<string, string>;
  /** Variables that are set, but not read. */
  ignored: IgnoredVariable[];
}

/**
 * Returns the runtime options of flags and environment. If there is a mock, requests go to the mock, and no token is
 * requested for it.
 */
export async function runtimeSettings(
  descriptor: ApiDescriptor,
  flags: RuntimeFlags,
  environment: Record<string, string | undefined>,
  mock?: MockServer,
): Promise<RuntimeSettings> {
  const { resources, expose, baseUrl, server, serverVar, allowFiles, envFile, authCommand } = flags;
  const connection = connectionOptions(flags, environment);
  const clientCertificate = readCertificate(flags, environment);
  const { credentials, sources, ignored } = await openCredentials(descriptor, {
    environment,
    connection,
    envFile,
    authCommand,
    baseUrl,
    server,
    serverVariables: serverVar,
    clientCertificate,
  });
  const options: RuntimeOptions = {
    request: {
      ...requestOptions(flags),
      ...(mock === undefined
        ? { connection, clientCertificate, credentials }
        : { baseUrl: mock.url, credentials: withoutProviders(credentials) }),
    },
    result: resultOptions(flags),
    resources: resources === 'on',
    expose,
  };
  if (allowFiles === undefined) return { options, sources, ignored };
  const { readFilesBelow } = await import('../serve/read-files.ts');
  const readFile = await readFilesBelow(allowFiles);
  return { options: { ...options, request: { ...options.request, readFile } }, sources, ignored };
}

function withoutProviders(credentials: Record<string, Credential>): Record<string, Credential> {
  return Object.fromEntries(
    Object.entries(credentials).filter(([, credential]) => !('provide' in credential)),
  );
}
