import { openCredentials } from '../credentials/open-credentials.ts';
import { connectionOptions } from './flags/connection-flags.ts';
import { clientCertificate as readCertificate } from './flags/credential-flags.ts';
import { requestOptions } from './flags/request-flags.ts';
import { resilienceOptions } from './flags/resilience-flags.ts';
import { resultOptions } from './flags/result-flags.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { Credential, MockServer, OpenedCredentials, RuntimeOptions } from '../index.ts';
import type { ConnectionFlags } from './flags/connection-flags.ts';
import type { CredentialFlags } from './flags/credential-flags.ts';
import type { RequestFlags } from './flags/request-flags.ts';
import type { ResilienceFlags } from './flags/resilience-flags.ts';
import type { ResultFlags } from './flags/result-flags.ts';
import type { ExposeFlag, ToolFlags } from './flags/tool-flags.ts';

/** Flags that runtime options are made from. */
export type RuntimeFlags = RequestFlags &
  ResilienceFlags &
  ResultFlags &
  CredentialFlags &
  ConnectionFlags &
  Pick<ToolFlags, 'resources'> &
  Partial<ExposeFlag>;

/** Runtime options, and what is known about their credentials. */
export interface RuntimeSettings extends Pick<
  OpenedCredentials,
  'sources' | 'ignored' | 'incomplete' | 'short'
> {
  options: RuntimeOptions;
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
  const {
    credentials,
    environment: variables,
    ...known
  } = await openCredentials(descriptor, {
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
      environment: variables,
      ...(mock === undefined
        ? { connection, clientCertificate, credentials }
        : { baseUrl: mock.url, sessions: false, credentials: withoutProviders(credentials) }),
    },
    resilience: resilienceOptions(flags),
    result: resultOptions(flags),
    resources: resources === 'on',
    expose,
  };
  if (allowFiles === undefined) return { options, ...known };
  const { readFilesBelow } = await import('../serve/read-files.ts');
  const readFile = await readFilesBelow(allowFiles);
  return { options: { ...options, request: { ...options.request, readFile } }, ...known };
}

function withoutProviders(credentials: Record<string, Credential>): Record<string, Credential> {
  return Object.fromEntries(
    Object.entries(credentials).filter(([, credential]) => !('provide' in credential)),
  );
}
