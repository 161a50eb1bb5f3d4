import { documentPositional } from '../command.ts';
import { connectionFlags, connectionOptions, warnIfInsecure } from '../flags/connection-flags.ts';
import {
  certificateFlags,
  clientCertificate as readCertificate,
  envFileFlag,
} from '../flags/credential-flags.ts';
import { documentFlags, loadOptions } from '../flags/document-flags.ts';
import { adviceLines } from '../document-notes.ts';
import { variableLines } from '../start-summary.ts';
import { inert } from '../terminal.ts';
import { ignoredVariables } from '../../runtime/security/credential-variables.ts';
import { readPort } from '../flags/flag-values.ts';
import { destinationFlags } from '../flags/request-flags.ts';
import { nameFlag } from '../flags/tool-flags.ts';
import { describeApi, loadDocument, login } from '../../index.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { CertificateFlags } from '../flags/credential-flags.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { ServerFlags } from '../flags/request-flags.ts';
import type { Terminal } from '../terminal.ts';

interface LoginFlags extends DocumentFlags, CertificateFlags, ServerFlags {
  scheme?: string;
  clientId?: string;
  device?: boolean;
  port: number;
  envFile?: string;
  name?: string;
}

export const loginCommand: ParsedCommand = {
  name: 'login',
  summary: 'Log in to an API with the browser (OAuth 2.0, OpenID Connect), and store the tokens.',
  positionals: [documentPositional],
  groups: [
    {
      title: 'Login',
      flags: [
        {
          name: 'scheme',
          value: 'name',
          help: 'Log in for this security scheme, if there are several.',
        },
        {
          name: 'client-id',
          value: 'id',
          help: 'Client ID at the authorization server; by default the value of the scheme’s variable.',
        },
        {
          name: 'port',
          value: 'number',
          help: 'Port of the redirect URI for the browser; 0 selects a free port.',
          default: 0,
          read: readPort,
        },
        {
          name: 'device',
          help: 'Log in with a code that a person enters on any device, if this machine has no browser.',
        },
        envFileFlag,
        ...certificateFlags,
      ],
    },
    { title: 'API', flags: [...destinationFlags.flags, nameFlag] },
    documentFlags,
    connectionFlags,
  ],
  examples: [
    'openapi-mcp login petstore.yaml --client-id my-app',
    'openapi-mcp login petstore.yaml --scheme staff --port 8123',
    'openapi-mcp login petstore.yaml --device',
  ],
  notes: [
    'The tokens are stored in a file that only its owner can read, and are refreshed from there. serve and call read the same file.',
    'They are sent to the servers of this document, or to --base-url, and nowhere else.',
  ],
  run: logIn,
};

async function logIn(
  { positionals: [source = ''], flags }: CommandInput<LoginFlags>,
  terminal: Terminal,
): Promise<void> {
  const { environment } = terminal;
  const { scheme, clientId, port, device, envFile, baseUrl, server, name } = flags;
  warnIfInsecure(flags, terminal);
  const loaded = await loadDocument(source, await loadOptions(flags, environment));
  const { descriptor } = describeApi(loaded, omitUndefined({ name }));
  const serverVariables = flags.serverVar ?? {};
  const notes = [
    ...(loaded.note === undefined ? [] : [inert(loaded.note)]),
    ...variableLines(descriptor, { ignored: ignoredVariables(descriptor, environment), incomplete: [] }),
    ...adviceLines(descriptor, { baseUrl, server, serverVariables }),
  ];
  for (const line of notes) terminal.error(`${line}\n`);
  const clientCertificate = readCertificate(flags, environment);
  const loggedIn = await login(descriptor, {
    ...omitUndefined({ scheme, clientId, device, envFile, baseUrl, server, clientCertificate }),
    connection: connectionOptions(flags, environment),
    port,
    environment,
    serverVariables,
    onUrl: (url, code) => terminal.error(code === undefined ? browserMessage(url) : deviceMessage(url, code)),
  });
  const lasting = loggedIn.isRenewable
    ? 'The login is refreshed automatically.'
    : 'The login cannot be refreshed: log in again when it has expired.';
  terminal.error(
    `Logged in for ${loggedIn.scheme}, to call ${loggedIn.origins.join(', ')}. ${lasting}\nThe tokens are in ${loggedIn.path}; openapi-mcp logout ends the login.\n`,
  );
}

function browserMessage(url: string): string {
  return `Open this URL in a browser to log in:\n\n  ${url}\n\n`;
}

function deviceMessage(url: string, code: string): string {
  return `Open this URL in a browser, on any device, to log in with the code ${code}:\n\n  ${url}\n\n`;
}
