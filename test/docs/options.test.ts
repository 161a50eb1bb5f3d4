import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { flagsOf, usageOf } from '../../src/cli/command.ts';
import { loadCommands } from '../../src/cli/commands.ts';
import { labelOf, propertyOf } from '../../src/cli/flags/flag.ts';
import { repository } from '../support/cli.ts';
import { expectPage, table } from './page.ts';
import type { Flag, FlagGroup } from '../../src/cli/flags/flag.ts';

/** Flags that go by another name than their option, because they are given once for each value. */
const optionOf: Record<string, string> = {
  header: 'headers',
  overlay: 'overlays',
  documentHeader: 'documentHeaders',
  serverVar: 'serverVariables',
  forwardHeader: 'forwardHeaders',
  toolScope: 'toolScopes',
  allowedHost: 'allowedHosts',
  allowedOrigin: 'allowedOrigins',
  authScope: 'authScopes',
  authProviderScope: 'authProviderScopes',
  require: 'requiredClaims',
  identityHeader: 'identityHeaders',
  exchangeScope: 'exchangeScopes',
  perUserKey: 'keySchemes',
  authAlgorithm: 'authAlgorithms',
  auditArguments: 'includeArguments',
};

/** Types of options whose every option is a flag of `serve`. */
const servedTypes = new Set([
  'LoadOptions',
  'SelectOptions',
  'DescribeOptions',
  'RequestOptions',
  'ResultOptions',
  'PolicyOptions',
  'AuditOptions',
  'RuntimeOptions',
  'ServerOptions',
  'ConnectionOptions',
  'CallerOptions',
  'CredentialOptions',
  'OAuthOptions',
  'HttpOptions',
  'AccessOptions',
  'ExchangeOptions',
]);

/** Options that only a program sets: the command line has credentials and proxies from the environment, certificates from files, and keeps answers over stdio. */
const programsOnly = new Set([
  'request',
  'result',
  'policy',
  'audit',
  'extensions',
  'http',
  'signal',
  'fetched',
  'credentials',
  'readFile',
  'keepResponses',
  'fixedHeaders',
  // A config file has it.
  'shaping',
  'prompts',
  'loadSchemas',
  'observer',
  'clientCertificate',
  'connection',
  'authorities',
  'proxy',
  'environment',
  'tokenFolder',
  'write',
  'confirmKey',
  'useConfirmation',
  'authTokens',
  'authClientSecret',
  'exchangeClientSecret',
  'store',
  'accounts',
  'secrets',
  'authStore',
  'authSecrets',
  'identitySigner',
  'sessions',
]);

interface DocumentedOption {
  type: string;
  name: string;
  /** The first sentence of its documentation. */
  summary: string;
  default: string;
}

const documented = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('-options.ts'))
  .flatMap((path) => readOptions(join('src', path)));

/** Every property of the interfaces in a file, from their TSDoc. */
function readOptions(path: string): DocumentedOption[] {
  const text = readFileSync(join(repository, path), 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return source.statements.filter(ts.isInterfaceDeclaration).flatMap((declaration) =>
    declaration.members.filter(ts.isPropertySignature).map((property) => {
      const comment = ts.getJSDocCommentsAndTags(property).find(ts.isJSDoc);
      const words = plain(ts.getTextOfJSDocComment(comment?.comment) ?? '');
      const tag = ts.getJSDocTags(property).find(({ tagName }) => tagName.text === 'default');
      return {
        type: declaration.name.text,
        name: property.name.getText(),
        summary: /^.*?\.(?= |$)/.exec(words)?.[0] ?? words,
        default: (ts.getTextOfJSDocComment(tag?.comment) ?? 'undefined').replaceAll("'", ''),
      };
    }),
  );
}

/** On one line, without marks of code, and with the apostrophe of a keyboard. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('`', '').replaceAll('’', "'");
}

function nameOf(flag: Flag): string {
  const property = propertyOf(flag);
  return optionOf[property] ?? property;
}

const commands = await loadCommands();

/** Types of options that belong to one command, or to keys of patterns: others may have a flag of the same name. */
const commandOf: Record<string, string> = {
  OperationShaping: 'operations',
  GenerateOptions: 'generate',
  LoginOptions: 'login',
  InstallOptions: 'install',
};

function documentedFor(command: string, property: string): DocumentedOption[] {
  return documented.filter(({ type, name }) => name === property && (commandOf[type] ?? command) === command);
}

// Options that only the command line has are documented nowhere else.
const helped = commands.flatMap((command) =>
  flagsOf(command)
    .map((flag) => ({ flag, same: documentedFor(command.name, nameOf(flag)) }))
    .filter(({ same }) => same.length > 0)
    .map((each) => ({ ...each, label: `${command.name} --${each.flag.name}` })),
);

it.each(helped)('$label is helped by the words that document it', ({ flag, same }) => {
  expect(same.map(({ summary }) => summary)).toContain(plain(flag.help));
});

const serve = commands.find(({ name }) => name === 'serve');
const served = serve === undefined ? [] : flagsOf(serve);

describe('serve', () => {
  const options = documented.filter(({ type, name }) => servedTypes.has(type) && !programsOnly.has(name));

  it.each(options)('takes $name, with its default', (option) => {
    const flag = served.find((each) => nameOf(each) === option.name);
    expect(flag).toBeDefined();
    // A flag without a value is absent unless it is given. An option that is true by default has the values on and off.
    const defaults: Record<string, string> = { false: 'undefined', true: 'on' };
    expect(String(flag?.default)).toBe(defaults[option.default] ?? option.default);
  });
});

const introduction = `# Options

Every option of every command, under the headings of \`--help\`. The library has the same options in camel case: \`baseUrl\` for \`--base-url\`.
`;

it('docs/options.md lists every option of every command', async () => {
  const sections = commands
    .filter(({ groups }) => groups.length > 0)
    .flatMap((command) => {
      const isShared = (group: FlagGroup): boolean =>
        command !== serve && serve?.groups.includes(group) === true;
      const shared = command.groups.filter(isShared).map(({ title }) => title);
      return [
        `## ${command.name}`,
        `${command.summary}`,
        `\`${usageOf(command)}\``,
        ...command.groups
          .filter((group) => !isShared(group))
          .flatMap(({ title, flags }) => [
            `### ${title}`,
            table(['Option', 'Description', 'Default'], flags.map(row)),
          ]),
        ...(shared.length === 0 ? [] : [`Also the options of \`serve\` under ${shared.join(', ')}.`]),
      ];
    });
  expect(commands).toHaveLength(19);
  await expectPage('docs/options.md', [introduction, ...sections].join('\n\n'));
});

function row(flag: Flag): string[] {
  const choices = flag.choices === undefined ? '' : ` One of ${flag.choices.map(code).join(', ')}.`;
  const initial = flag.default === undefined ? '' : code(String(flag.default));
  return [code(`--${labelOf(flag)}`), flag.help + choices, initial];
}

function code(text: string): string {
  return `\`${text}\``;
}
