import { readFile } from 'node:fs/promises';
import { addToClient, targetOf } from '../change-client.ts';
import { documentPositional, flagsOf } from '../command.ts';
import { clientFlags } from '../flags/client-flags.ts';
import { configFlag } from '../flags/document-flags.ts';
import { readFlagValues } from '../flags/read-flag-values.ts';
import { listInstalled } from '../list-installed.ts';
import { openDocument } from '../open-document.ts';
import { isFlag, splitArguments, unknownFlag } from '../parse-arguments.ts';
import { readArguments } from '../read-arguments.ts';
import { nodePath, programPath, serveArguments, splitAtDashes } from '../serve-arguments.ts';
import { serveCommand } from './serve.ts';
import { OpenApiMcpError } from '../../errors.ts';
import { clientOf } from '../../install/clients.ts';
import { referencedVariables, variablesInConfig } from '../../install/credential-references.ts';
import { credentialVariables } from '../../runtime/security/credential-variables.ts';
import type { CommandConfig, NamedSource, UnparsedCommand } from '../command.ts';
import type { ClientTarget } from '../change-client.ts';
import type { ClientFlags } from '../flags/client-flags.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { PromptFlags } from '../flags/prompt-flags.ts';
import type { ToolFlags } from '../flags/tool-flags.ts';
import type { ServeArguments } from '../serve-arguments.ts';
import type { Terminal } from '../terminal.ts';
import type { ApiDescriptor } from '../../index.ts';

export const installCommand: UnparsedCommand = {
  name: 'install',
  summary: 'Add a server to the configuration of an MCP client.',
  positionals: [{ ...documentPositional, isRepeated: true }],
  groups: [
    {
      title: 'Install',
      flags: [
        ...clientFlags,
        {
          name: 'name',
          value: 'name',
          help: 'Name of the server in the client; by default that of the API.',
        },
        { name: 'list', help: 'List the servers of this program in every client.' },
        configFlag,
      ],
    },
  ],
  examples: [
    'openapi-mcp install petstore.yaml --client cursor',
    'openapi-mcp install petstore.yaml --client vscode --scope project --dry-run',
    'openapi-mcp install --config openapi-mcp.config.yaml --client claude-code',
    'openapi-mcp install petstore.yaml --client claude-desktop -- --read-only --env-file pets.env',
    'openapi-mcp install --list',
  ],
  notes: [
    'Options behind -- are those of serve. The entry has absolute paths, and names variables instead of containing secrets. The rest of the file stays as it is, and the file before the change is kept beside it.',
  ],
  runUnparsed: install,
};

type InstallFlags = ClientFlags & { name?: string; list?: boolean };

async function install(words: string[], terminal: Terminal, config?: CommandConfig): Promise<void> {
  const { own, served } = splitAtDashes(words);
  const flags = flagsOf(installCommand);
  const { words: documents, values } = splitArguments(flags, own);
  const unknown = documents.find(isFlag);
  if (unknown !== undefined) throw unknownFlag(unknown, flags);
  const input = readFlagValues(flags, values, terminal.environment) as InstallFlags;
  if (input.list === true) return listInstalled(programPath(), terminal);
  const target = targetOf(input, terminal);
  // A document that was given is served without a config file that was only found.
  const used = documents.length === 0 || values.has(configFlag.name) ? config : undefined;
  const serving = serveArguments(serveCommand, documents, served, used);
  const apis = await describeServed(documents, serving, used, terminal);
  const entry = {
    name: checkName(input.name ?? nameOf(apis)),
    title: apis.map(({ title }) => title).join(', '),
    command: nodePath(terminal.environment),
    args: [programPath(), ...serving.args],
    variables: await variablesOf(apis, serving, used, terminal),
  };
  await addToClient(target, entry, input.dryRun === true, terminal);
  if (input.dryRun !== true)
    for (const line of hints(target, entry.variables, serving)) terminal.error(`${line}\n`);
}

/** Describes the documents as the server will, so that a wrong one fails now. */
async function describeServed(
  documents: string[],
  { values }: ServeArguments,
  config: CommandConfig | undefined,
  { environment }: Terminal,
): Promise<ApiDescriptor[]> {
  const split = { words: documents, rest: [], values, asksForHelp: false };
  const { positionals, flags, apis } = await readArguments(serveCommand, split, environment, config);
  const shared = flags as DocumentFlags & ToolFlags & PromptFlags;
  const [document = ''] = positionals;
  const sources: NamedSource[] = apis ?? [{ source: document, flags, operations: config?.operations }];
  return Promise.all(
    sources.map(async ({ key, source, flags: own, operations }) => {
      const all = { ...shared, ...own, ...(key === undefined ? {} : { name: key }) };
      return (await openDocument(source, all, environment, operations)).descriptor;
    }),
  );
}

function nameOf(apis: ApiDescriptor[]): string {
  return apis
    .map(({ name }) => name)
    .join('-')
    .slice(0, 64)
    .replace(/-$/, '');
}

/** @throws OpenApiMcpError OPTION_INVALID */
function checkName(name: string): string {
  if (/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}$/.test(name)) return name;
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `${JSON.stringify(name)} is no name that every client accepts`,
    {
      hint: 'Pass --name with up to 64 letters, digits, hyphens and underscores.',
    },
  );
}

/** Returns the variables that the server reads, unless a file or a command has the credentials. */
async function variablesOf(
  apis: ApiDescriptor[],
  { values }: ServeArguments,
  config: CommandConfig | undefined,
  { environment }: Terminal,
): Promise<string[]> {
  const inConfig = config === undefined ? [] : variablesInConfig(await readFile(config.name, 'utf8'));
  const all = [values, config?.values];
  const hasSource = all.some((each) => each?.has('env-file') === true || each?.has('auth-command') === true);
  const schemes = hasSource ? [] : apis.flatMap((api) => credentialVariables(api));
  return [...new Set([...inConfig, ...referencedVariables(schemes, environment)])];
}

/** Returns what is left to do for the credentials. */
function hints({ id }: ClientTarget, variables: string[], { values }: ServeArguments): string[] {
  if (variables.length === 0) return [];
  const { title, reference } = clientOf(id);
  const names = variables.join(', ');
  if (reference.kind === 'inputs') return [`${title} asks for ${names} when it starts the server.`];
  if (reference.kind !== 'none') return [`Set where ${title} is started: ${names}`];
  if (values.has('env-file')) return [];
  return [
    `${title} passes on no variables. Write ${names} into a file, and install again with -- --env-file FILE`,
  ];
}
