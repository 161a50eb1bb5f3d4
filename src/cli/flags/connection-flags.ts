import { readFileSync } from 'node:fs';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { readText } from './flag-values.ts';
import type { ConnectionOptions, ProxyOptions } from '../../http/connection-options.ts';
import type { Terminal } from '../terminal.ts';
import type { FlagGroup } from './flag.ts';

/** Flags of the connections to the API, to token endpoints and to the servers of documents. */
export interface ConnectionFlags {
  /** Certificates in PEM, read from the file. */
  ca?: string;
  insecure?: boolean;
}

export const connectionFlags: FlagGroup = {
  title: 'Connections',
  flags: [
    {
      name: 'ca',
      value: 'file',
      help: 'Trust the certificate authorities in this file (PEM) in addition to those of Node.js.',
      read: readText,
    },
    {
      name: 'insecure',
      help: 'Do not verify TLS certificates, so that anyone on the network path can read and change everything, including credentials.',
    },
  ],
};

export const insecureWarning =
  'WARNING: --insecure is on: TLS certificates are not checked, so anyone on the way can read and change what is sent, credentials too.';

/** Prints a warning if TLS certificates are not checked. */
export function warnIfInsecure(
  { insecure = false }: ConnectionFlags,
  terminal: Pick<Terminal, 'error'>,
): void {
  if (insecure) terminal.error(`${insecureWarning}\n`);
}

/** Returns connection options from flags, and from the proxies that the environment names. */
export function connectionOptions(
  { ca, insecure }: ConnectionFlags,
  environment: Record<string, string | undefined>,
): ConnectionOptions {
  const authorities =
    ca === undefined ? undefined : [ca, ...extraAuthorities(environment['NODE_EXTRA_CA_CERTS'])].join('\n');
  return omitUndefined({ authorities, insecure, proxy: proxyOptions(environment) });
}

/** Returns the proxies of the variables that curl reads too. Lower case takes precedence. */
function proxyOptions(environment: Record<string, string | undefined>): ProxyOptions | undefined {
  const variable = (name: string): string | undefined =>
    environment[name] || environment[name.toUpperCase()] || undefined;
  const http = proxyUrl(variable('http_proxy'));
  const https = proxyUrl(variable('https_proxy'));
  if (http === undefined && https === undefined) return undefined;
  return omitUndefined({ http, https, none: variable('no_proxy') });
}

/** Adds the scheme, which is often left out of these variables. */
function proxyUrl(text: string | undefined): string | undefined {
  return text === undefined || text.includes('://') ? text : `http://${text}`;
}

/**
 * Returns the authorities of NODE_EXTRA_CA_CERTS. Authorities that are passed to Node.js replace its own list, and
 * Node.js before 22 cannot return that list.
 */
function extraAuthorities(path: string | undefined): string[] {
  try {
    return path ? [readFileSync(path, 'utf8')] : [];
  } catch {
    // Node.js has already printed a warning.
    return [];
  }
}
