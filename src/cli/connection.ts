import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import type { Terminal } from './terminal.ts';
import type { ClientCertificate, ConnectionOptions, CredentialOptions } from '../index.ts';

type Environment = Record<string, string | undefined>;

/** What commander makes of the flags that say how connections are made. */
export interface ConnectionFlags {
  ca?: string;
  insecure?: boolean;
}

/** What commander makes of the flags of a client certificate. */
export interface CertificateFlags {
  clientCert?: string;
  clientKey?: string;
}

/** What commander makes of the flags that say where credentials come from. */
export type CredentialFlags = Pick<CredentialOptions, 'envFile' | 'authCommand'> & CertificateFlags;

/** The variable of the one secret about connections that no security scheme has. */
const passphraseVariable = 'OPENAPI_MCP_CLIENT_KEY_PASSPHRASE';

export const insecureWarning =
  'WARNING: --insecure is on: TLS certificates are not checked, so anyone on the way can read and change what is sent, credentials too.';

/** Told before anything is sent. */
export function warnOf({ insecure = false }: ConnectionFlags, terminal: Pick<Terminal, 'error'>): void {
  if (insecure) terminal.error(`${insecureWarning}\n`);
}

export function connectionOptions(): Option[] {
  return [
    new Option(
      '--ca <file>',
      'Trust the certificate authorities in this file (PEM) besides those that Node.js knows.',
    ).argParser(readText),
    new Option(
      '--insecure',
      'Do not check TLS certificates: anyone on the way can read and change everything, credentials too.',
    ),
  ];
}

export function envFileOption(): Option {
  return new Option('--env-file <file>', 'Read variables from this file too; those of the environment win.');
}

export function credentialOptions(): Option[] {
  return [
    envFileOption(),
    new Option(
      '--auth-command <command>',
      'Take the key or token that this command prints, for all schemes without one or for the one named.',
    ).argParser((text: string, commands: string[] = []) => [...commands, text]),
    ...certificateOptions(),
  ];
}

export function certificateOptions(): Option[] {
  return [
    new Option(
      '--client-cert <file>',
      'Show this client certificate (PEM) on every connection to the API, and where its tokens are asked for.',
    ).argParser(readText),
    new Option(
      '--client-key <file>',
      `Its key (PEM); a passphrase comes from ${passphraseVariable}.`,
    ).argParser(readText),
  ];
}

/** How connections are made: flags, and the proxies that the environment names. */
export function connectionOf({ ca, insecure }: ConnectionFlags, environment: Environment): ConnectionOptions {
  const http = proxyUrl(environment['http_proxy'] || environment['HTTP_PROXY']);
  const https = proxyUrl(environment['https_proxy'] || environment['HTTPS_PROXY']);
  const none = environment['no_proxy'] || environment['NO_PROXY'];
  return {
    ...(ca === undefined ? {} : { authorities: [ca, ...extraAuthorities(environment)].join('\n') }),
    ...(insecure === undefined ? {} : { insecure }),
    ...(http || https
      ? { proxy: { ...(http ? { http } : {}), ...(https ? { https } : {}), ...(none ? { none } : {}) } }
      : {}),
  };
}

/** Authorities that are given take the place of all that Node.js knows, and before Node.js 22 these cannot be asked for. */
function extraAuthorities({ NODE_EXTRA_CA_CERTS: path }: Environment): string[] {
  try {
    return path ? [readFileSync(path, 'utf8')] : [];
  } catch {
    // Node.js has warned of it already.
    return [];
  }
}

/** By custom the scheme may be left out. */
function proxyUrl(text: string | undefined): string | undefined {
  return !text || text.includes('://') ? text : `http://${text}`;
}

/** @throws OpenApiMcpError OPTION_INVALID */
export function clientCertificateOf(
  { clientCert: certificate, clientKey: key }: CertificateFlags,
  environment: Environment,
): ClientCertificate | undefined {
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined || key === undefined)
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      'a client certificate needs its key, and a key its certificate',
      {
        hint: 'Pass both --client-cert and --client-key.',
      },
    );
  const passphrase = environment[passphraseVariable];
  return { certificate, key, ...(passphrase ? { passphrase } : {}) };
}

/** @throws OpenApiMcpError OPTION_INVALID */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new OpenApiMcpError('OPTION_INVALID', messageOf(cause), {
      cause,
      hint: 'Check the paths of --ca, --client-cert and --client-key.',
    });
  }
}
