import { OpenApiMcpError } from '../../errors.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { readList, readText } from './flag-values.ts';
import type { ClientCertificate } from '../../http/connection-options.ts';
import type { Flag, FlagGroup } from './flag.ts';

/** Flags of a client certificate. Both hold PEM, read from the files. */
export interface CertificateFlags {
  clientCert?: string;
  clientKey?: string;
}

/** Flags of the sources of credentials. */
export interface CredentialFlags extends CertificateFlags {
  envFile?: string;
  authCommand?: string[];
}

/** Variable of the passphrase of the client key, which belongs to no security scheme. */
const passphraseVariable = 'OPENAPI_MCP_CLIENT_KEY_PASSPHRASE';

export const envFileFlag: Flag = {
  name: 'env-file',
  value: 'file',
  help: 'Read variables from this file too; the environment takes precedence.',
};

export const certificateFlags: Flag[] = [
  {
    name: 'client-cert',
    value: 'file',
    help: 'Use this client certificate (PEM) on every connection to the API and to its token endpoints.',
    read: readText,
  },
  {
    name: 'client-key',
    value: 'file',
    help: `Its key (PEM); a passphrase comes from ${passphraseVariable}.`,
    read: readText,
  },
];

export const credentialFlags: FlagGroup = {
  title: 'Credentials',
  flags: [
    envFileFlag,
    {
      name: 'auth-command',
      value: 'command',
      help: 'Use the key or token that this command prints, for every scheme without a credential, or for one scheme with scheme=command.',
      mayBeginWithName: true,
      readAll: readList,
    },
    ...certificateFlags,
  ],
};

/**
 * Returns the client certificate of the flags, with the passphrase of its key from the environment.
 *
 * @throws OpenApiMcpError OPTION_INVALID if one of certificate and key is missing
 */
export function clientCertificate(
  { clientCert: certificate, clientKey: key }: CertificateFlags,
  environment: Record<string, string | undefined>,
): ClientCertificate | undefined {
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined || key === undefined)
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      'a client certificate needs its key, and a key its certificate',
      { hint: 'Pass both --client-cert and --client-key.' },
    );
  return omitUndefined({ certificate, key, passphrase: environment[passphraseVariable] || undefined });
}
