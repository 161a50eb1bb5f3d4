import { Option } from 'commander';
import { openDocument } from '../api.ts';
import {
  certificateOptions,
  clientCertificateOf,
  connectionOf,
  envFileOption,
  warnOf,
} from '../connection.ts';
import {
  addOptions,
  baseUrlOption,
  loadOptions,
  nameOption,
  readPort,
  serverVariableOption,
} from '../options.ts';
import { login } from '../../index.ts';
import type { Command } from 'commander';
import type { CertificateFlags, ConnectionFlags } from '../connection.ts';
import type { Terminal } from '../terminal.ts';
import type { LoadOptions, LoginOptions } from '../../index.ts';

type Flags = LoadOptions &
  ConnectionFlags &
  CertificateFlags &
  Pick<LoginOptions, 'scheme' | 'clientId' | 'port' | 'device' | 'envFile' | 'baseUrl'> & {
    name?: string;
    serverVar?: Record<string, string>;
  };

const examples = `
Examples:
  openapi-mcp login petstore.yaml --client-id my-app
  openapi-mcp login petstore.yaml --scheme staff --port 8123
  openapi-mcp login petstore.yaml --device

The tokens go into a file that only its owner can read, and are refreshed from there; serve and call find them.
They are sent to the servers of this document, or to --base-url, and nowhere else.`;

export function addLoginCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('login')
    .description('Log in to an API with the browser (OAuth 2.0, OpenID Connect), and keep the tokens.')
    .argument('<document>', 'File, URL, or - for standard input.')
    .option('--port <number>', 'Port that the browser is sent back to; 0 takes a free one.', readPort, 0);
  addOptions(command, [
    new Option('--scheme <name>', 'Log in for this security scheme, where there are several.'),
    new Option(
      '--client-id <id>',
      "Identifier of the client at the authorization server; by default that of the scheme's variable.",
    ),
    new Option(
      '--device',
      'Log in with a code that is typed in on any device, where no browser of this machine can be sent back here.',
    ),
    envFileOption(),
    ...certificateOptions(),
    baseUrlOption(),
    serverVariableOption(),
    nameOption(),
    ...loadOptions(),
  ])
    .addHelpText('after', examples)
    .action((source: string, flags: Flags) => run(source, flags, terminal));
}

async function run(source: string, flags: Flags, terminal: Terminal): Promise<void> {
  const { ca, insecure, clientCert, clientKey, serverVar: serverVariables = {}, ...rest } = flags;
  const connectionFlags = {
    ...(ca === undefined ? {} : { ca }),
    ...(insecure === undefined ? {} : { insecure }),
  };
  warnOf(flags, terminal);
  const { descriptor } = await openDocument(source, flags, terminal.environment);
  const { environment } = terminal;
  const clientCertificate = clientCertificateOf(
    {
      ...(clientCert === undefined ? {} : { clientCert }),
      ...(clientKey === undefined ? {} : { clientKey }),
    },
    environment,
  );
  const { scheme, path, origins, isRenewable } = await login(descriptor, {
    ...rest,
    ...connectionOf(connectionFlags, environment),
    environment,
    serverVariables,
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    onUrl: (url, code) => terminal.error(code === undefined ? openHere(url) : openAnywhere(url, code)),
  });
  const lasting = isRenewable
    ? 'It is refreshed by itself.'
    : 'It cannot be refreshed: log in again when it has ended.';
  terminal.error(
    `Logged in for ${scheme}, to call ${origins.join(', ')}. ${lasting}\nThe tokens are in ${path}; delete it to log out.\n`,
  );
}

function openHere(url: string): string {
  return `Open this in a browser to log in:\n\n  ${url}\n\n`;
}

function openAnywhere(url: string, code: string): string {
  return `Open this in a browser, on any device, to log in with the code ${code}:\n\n  ${url}\n\n`;
}
