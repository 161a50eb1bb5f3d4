import { mapValues } from '../../json/map-values.ts';
import { asJsonObject } from '../../json/narrow.ts';
import { isSecretHeader, redacted } from '../../runtime/security/redact.ts';
import { flagsOf } from '../command.ts';
import { apiFlags } from '../flags/api-flags.ts';
import { configFlag } from '../flags/document-flags.ts';
import { propertyOf, withoutServerFlags } from '../flags/flag.ts';
import { readFlagValues } from '../flags/read-flag-values.ts';
import { refuseShared } from '../named-sources.ts';
import { separateValues } from '../keyed-values.ts';
import { checkPositionals, isFlag, splitArguments, unknownFlag } from '../parse-arguments.ts';
import { serveCommand } from './serve.ts';
import type { Json } from '../../json/value.ts';
import type { ExtensionOptions } from '../../runtime/extension-options.ts';
import type { CommandConfig, ConfigApi, UnparsedCommand } from '../command.ts';
import type { Flag } from '../flags/flag.ts';
import type { ShapingOptions } from '../../shape/shaping-options.ts';
import type { Terminal } from '../terminal.ts';

export const configCommand: UnparsedCommand = {
  name: 'config',
  summary: 'Print the options of serve that are in effect, and where each comes from.',
  positionals: [{ name: 'action', help: 'The only action is print.', choices: ['print'] }],
  groups: serveCommand.groups,
  examples: ['openapi-mcp config print', 'openapi-mcp config print --config staging.config.yaml --port 80'],
  notes: ['Secrets and fixed values of arguments are redacted, and variables are shown by their names.'],
  runUnparsed: printConfig,
};

/** A value in effect, and its source. */
interface EffectiveValue {
  key: string;
  value: Json;
  source: string;
}

async function printConfig(args: string[], terminal: Terminal, config?: CommandConfig): Promise<void> {
  const { environment } = terminal;
  const flags = flagsOf(configCommand);
  const { words, rest, values } = splitArguments(flags, args);
  const unknown = words.find(isFlag);
  if (unknown !== undefined) throw unknownFlag(unknown, flags);
  checkPositionals(configCommand, [...words, ...rest]);
  const { document, operations, apis = [] } = config ?? {};
  const documents = apis.map(({ key, document: source, values: file }) => ({ key, source, file }));
  const isSeveral = documents.length > 0;
  const { shared, ownOf } = await separateValues(flags, values, { documents, isSeveral }, environment);
  if (isSeveral) refuseShared(flags, shared, environment, { documents, config });
  // Checks the values.
  readFlagValues(flags, shared, environment, config?.values);
  const placeOf = (key: string): string => config?.places.get(key) ?? '';
  const ofAll = flags
    .filter((flag) => flag !== configFlag)
    .flatMap((flag) => effectiveValue(flag, shared, environment, config?.values) ?? []);
  const sourcesOf = new Map(ofAll.map(({ key, source }) => [key, source]));
  const rows: EffectiveValue[] = [
    ...(document === undefined
      ? []
      : [{ key: 'document', value: withoutLogin(document), source: placeOf('document') }]),
    ...ofAll,
    ...(operations === undefined
      ? []
      : [{ key: 'operations', value: shownOperations(operations), source: placeOf('operations') }]),
    ...shownCode(config),
    ...apis.flatMap((api, index) => {
      const own = new Map([...withoutServerFlags(flags, shared), ...ownOf(index)]);
      readFlagValues(flags, own, environment, api.values);
      const ofApi = apiFlags(flags).flatMap(
        (flag) => effectiveValue(flag, own, environment, api.values) ?? [],
      );
      return shownApi(
        api,
        ofApi.filter(({ key, source }) => sourcesOf.get(key) !== source),
      );
    }),
  ];
  const lines = rows.map(({ key, value, source }) => `${key}: ${JSON.stringify(value)} # ${source}\n`);
  terminal.out(`# ${config?.name ?? 'No config file was found.'}\n${lines.join('')}`);
}

/** Returns the code of a file by the names of its functions. */
function shownCode({ code, name }: Partial<CommandConfig> = {}): EffectiveValue[] {
  const owners: [string, ExtensionOptions][] = [
    ['', code?.shared ?? {}],
    ...[...(code?.apis ?? [])].map(([key, own]): [string, ExtensionOptions] => [`apis.${key}.`, own]),
  ];
  return owners.flatMap(([start, { hooks, tools, resources, prompts }]) => {
    const all: [string, string[] | undefined][] = [
      ['hooks', hooks && Object.keys(hooks)],
      ['tools', tools?.map((tool) => tool.name)],
      ['resources', resources?.map(({ uri }) => uri)],
      ['prompts', prompts?.map((prompt) => prompt.name)],
    ];
    return all.flatMap(([key, names]) =>
      names === undefined
        ? []
        : [{ key: `${start}${key}`, value: `code: ${names.join(', ')}`, source: name ?? '' }],
    );
  });
}

/** Returns an API with the values that hold for it alone. */
function shownApi(
  { key, document, operations, places }: ConfigApi,
  values: EffectiveValue[],
): EffectiveValue[] {
  const placeOf = (property: string): string => places.get(property) ?? '';
  const shown = [
    { key: 'document', value: withoutLogin(document), source: placeOf('document') },
    ...values,
    ...(operations === undefined
      ? []
      : [{ key: 'operations', value: shownOperations(operations), source: placeOf('operations') }]),
  ];
  return shown.map((each) => ({ ...each, key: `apis.${key}.${each.key}` }));
}

function effectiveValue(
  flag: Flag,
  given: Map<string, string[]>,
  environment: Record<string, string | undefined>,
  file: CommandConfig['values'] | undefined,
): EffectiveValue | undefined {
  const key = propertyOf(flag);
  const texts = given.get(flag.name);
  if (texts !== undefined) return { key, value: shownValue(flag, texts), source: `--${flag.name}` };
  const variable = flag.variable === undefined ? undefined : environment[flag.variable] || undefined;
  if (variable !== undefined)
    return { key, value: shownValue(flag, [variable]), source: flag.variable ?? '' };
  const inFile = file?.get(flag.name);
  if (inFile !== undefined) return { key, value: shownValue(flag, inFile.written), source: inFile.place };
  return flag.default === undefined ? undefined : { key, value: flag.default, source: 'default' };
}

/** Returns the value of texts without the secrets in them. */
function shownValue(flag: Flag, texts: string[]): Json {
  if (flag.value === undefined) return true;
  const form = flag.readAll?.form ?? flag.read?.form;
  const last = texts.at(-1) ?? '';
  if (form?.kind === 'integer') return /^\d+$/.test(last) ? Number(last) : last;
  if (form?.kind === 'scopes') return plain(flag.readAll?.(texts, flag.name));
  if (form?.kind === 'pairs') {
    const pairs = Object.entries(asJsonObject(flag.readAll?.(texts, flag.name)) ?? {});
    return Object.fromEntries(pairs.map(([name, value]) => [name, isSecretHeader(name) ? redacted : value]));
  }
  // The arguments of a command may contain a secret.
  if (flag.name === 'auth-command' || flag.name === 'document-command')
    return texts.map((text) => text.replace(/\s.*$/s, ' …'));
  return form?.kind === 'list' ? texts : withoutLogin(last);
}

/** Returns the changes to operations without the fixed values of arguments. Variables are shown by their names. */
function shownOperations(operations: ShapingOptions): Json {
  const shown = mapValues(operations, ({ arguments: changes, ...rest }) => ({
    ...rest,
    arguments:
      changes &&
      mapValues(changes, (change) => {
        const { value } = change;
        const isShown = value === undefined || (typeof value === 'string' && value.includes('${'));
        return isShown ? change : { ...change, value: redacted };
      }),
  }));
  return plain(shown);
}

function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null));
}

/** Returns a URL without the password in it. */
function withoutLogin(text: string): string {
  return text.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i, `$1${redacted}@`);
}
