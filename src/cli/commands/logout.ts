import { documentPositional } from '../command.ts';
import { connectionFlags, connectionOptions, warnIfInsecure } from '../flags/connection-flags.ts';
import {
  certificateFlags,
  clientCertificate as readCertificate,
  envFileFlag,
} from '../flags/credential-flags.ts';
import { documentFlags, loadOptions } from '../flags/document-flags.ts';
import { destinationFlags } from '../flags/request-flags.ts';
import { nameFlag } from '../flags/tool-flags.ts';
import { logout } from '../../credentials/logout.ts';
import { describeApi, loadDocument } from '../../index.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { CertificateFlags } from '../flags/credential-flags.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { ServerFlags } from '../flags/request-flags.ts';
import type { Terminal } from '../terminal.ts';

interface LogoutFlags extends DocumentFlags, CertificateFlags, ServerFlags {
  scheme?: string;
  envFile?: string;
  name?: string;
}

export const logoutCommand: ParsedCommand = {
  name: 'logout',
  summary: 'End what login began: remove the tokens, and revoke them where the server offers that.',
  positionals: [documentPositional],
  groups: [
    {
      title: 'Logout',
      flags: [
        { name: 'scheme', value: 'name', help: 'End the login of this security scheme only.' },
        envFileFlag,
        ...certificateFlags,
      ],
    },
    { title: 'API', flags: [...destinationFlags.flags, nameFlag] },
    documentFlags,
    connectionFlags,
  ],
  examples: ['openapi-mcp logout petstore.yaml', 'openapi-mcp logout petstore.yaml --scheme staff'],
  run: logOut,
};

async function logOut(
  { positionals: [source = ''], flags }: CommandInput<LogoutFlags>,
  terminal: Terminal,
): Promise<void> {
  const { environment } = terminal;
  const { scheme, envFile, baseUrl, server, name } = flags;
  warnIfInsecure(flags, terminal);
  const loaded = await loadDocument(source, await loadOptions(flags, environment));
  const { descriptor } = describeApi(loaded, omitUndefined({ name }));
  const clientCertificate = readCertificate(flags, environment);
  const ended = await logout(descriptor, {
    ...omitUndefined({ scheme, envFile, baseUrl, server, clientCertificate }),
    connection: connectionOptions(flags, environment),
    environment,
    serverVariables: flags.serverVar ?? {},
  });
  if (ended.length === 0) terminal.error(`Nobody is logged in to ${descriptor.title}.\n`);
  for (const { scheme: own, isRevoked } of ended)
    terminal.error(
      isRevoked
        ? `Logged out of ${own}. The authorization server has revoked the tokens.\n`
        : `Logged out of ${own}. The tokens are removed here, but the authorization server did not confirm that it revoked them: end the access in your account there too.\n`,
    );
}
