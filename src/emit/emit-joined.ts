import { capabilities } from './capabilities.ts';
import { emitApi } from './emit-api.ts';
import { literalData } from './emit-descriptor.ts';
import { header } from './module-comment.ts';
import { libraryFolder, modulesFor } from './module-specifiers.ts';
import { claimName } from './named-types.ts';
import { comment, literal, propertyKey, valueName } from './typescript-text.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { Emitted, EmittedApi } from './emit-api.ts';
import type { ServedOptions } from './emit-server.ts';
import type { EmitTarget, GeneratedFile } from './generated-file.ts';
import type { Modules } from './module-specifiers.ts';
import type { PromptDescriptor } from '../descriptor.ts';
import type { Json } from '../json/value.ts';

/** An API of several, with its key and the options that it runs with. */
export interface EmittedPart {
  key: string;
  prefix?: boolean | undefined;
  api: EmittedApi;
  options: ServedOptions;
}

/** The options of the whole server. */
export interface JoinedServedOptions {
  expose?: ServedOptions['expose'];
  prefix?: boolean | undefined;
  prompts?: PromptDescriptor[] | undefined;
}

/** The folder of the APIs of several, each in a folder of its key. */
const apisFolder = 'apis';

/** Returns the files of one server of several APIs: each API in a folder of its own, and a server that joins them. */
export function emitJoined(
  parts: readonly EmittedPart[],
  target: EmitTarget,
  options: JoinedServedOptions = {},
): Emitted {
  const { library = `./${libraryFolder}` } = target;
  const own = library.startsWith('./') ? library.slice(2) : library;
  const emitted = parts.map(({ key, api, options: served }) => ({
    key,
    ...emitApi(api, { ...target, isPart: true, library: `../../${own}` }, served),
  }));
  const names = exportNames(parts.map(({ key }) => key));
  const modules = modulesFor(target);
  const prefixes = new Map(parts.map(({ key, prefix }) => [key, prefix]));
  const files: GeneratedFile[] = [
    { path: 'index.ts', content: emitIndex(names, modules) },
    { path: 'server.ts', content: emitServer(names, target, modules, prefixes, options) },
    ...emitted.flatMap(({ key, files: ofApi }) =>
      ofApi.map((file) => ({ ...file, path: `${apisFolder}/${key}/${file.path}` })),
    ),
    { path: '.gitattributes', content: '* linguist-generated\n' },
  ];
  const needed = new Set(emitted.flatMap((each) => each.capabilities));
  needed.add('several-apis');
  if (needed.has('policy')) needed.add('policies-of-apis');
  if ((options.expose ?? 'all') !== 'all') needed.add('search');
  if (options.prompts !== undefined) needed.add('prompts');
  return { files, capabilities: capabilities.filter((capability) => needed.has(capability)) };
}

/** Returns the names that the modules of APIs are exported under, by key. */
function exportNames(keys: string[]): Map<string, string> {
  const taken = new Set(['createServer']);
  return new Map(keys.map((key) => [key, claimName(valueName(key), taken)]));
}

function emitIndex(names: ReadonlyMap<string, string>, modules: Modules): string {
  const lines = [...names].map(
    ([key, name]) => `export * as ${name} from '${modules.own(`${apisFolder}/${key}/index`)}';\n`,
  );
  return `${header}
export { createServer } from '${modules.own('server')}';
export type { JoinedOptions } from '${modules.own('server')}';
${lines.join('')}`;
}

function emitServer(
  names: ReadonlyMap<string, string>,
  { runtime, sdk, http = false }: EmitTarget,
  modules: Modules,
  prefixes: ReadonlyMap<string, boolean | undefined>,
  { expose = 'all', prefix = true, prompts }: JoinedServedOptions,
): string {
  const hasHttp = http || runtime === 'package';
  const create = hasHttp ? 'createJoinedServer' : 'createJoinedStdioServer';
  const [optionsType, serverType] = hasHttp
    ? ['JoinedServerOptions', 'JoinedServer']
    : ['JoinedOptions', 'StdioApiServer'];
  const openers = [...names].map(([key, name]) => ({ key, opener: `${name}Api` }));
  const fixed = [
    ...Object.entries(omitUndefined({ expose: expose === 'all' ? undefined : literal(expose) })).map(
      ([name, value]) => `${name}: ${value}`,
    ),
    ...(prefix ? [] : ['prefix: false']),
    ...(prompts === undefined ? [] : ['prompts']),
    '...options',
  ];
  const text = comment(
    [
      `Creates an MCP server of all APIs.${namesNote([...names.keys()], (key) => prefixes.get(key) ?? prefix)}`,
      'Credentials come from the environment unless they are given; `openapi-mcp inspect` lists the variables.',
    ],
    { tags: ['@example', 'const server = await createServer();', 'await server.serveStdio();'] },
  );
  const data =
    prompts === undefined
      ? ''
      : `/** The prompts of the whole server. */\nconst prompts: PromptDescriptor[] = ${literalData(prompts as unknown as Json)};\n\n`;
  return `${header}
import { ${create} } from '${modules.joined}';
${openers.map(({ key, opener }) => `import { openApi as ${opener} } from '${modules.own(`${apisFolder}/${key}/server`)}';\n`).join('')}import type { ${prompts === undefined ? '' : 'PromptDescriptor, '}RuntimeOptions } from '${modules.runtime}';
${serverImports(hasHttp, modules)}
/** Options of the server, and of each API by its key. */
export interface JoinedOptions extends ${hasHttp ? optionsType : 'SharedOptions'} {
  apis?: { ${openers.map(({ key }) => `${propertyKey(key)}?: RuntimeOptions`).join('; ')} };
}

${data}${text}export async function createServer({ apis = {}, ...options }: JoinedOptions = {}): Promise<${serverType}> {
  const parts = await Promise.all([
${openers.map(({ key, opener }) => `    ${opener}(apis[${literal(key)}]).then((part) => ({ key: ${literal(key)},${prefixText(prefixes.get(key))} ...part })),\n`).join('')}  ]);
  return ${create}(parts, { ${fixed.join(', ')} }, async () => (await import('${modules.sdk}')).${sdk === 'v2' ? 'sdkV2' : 'sdkV1'});
}
`;
}

/** Returns the sentence on the names of tools. */
function namesNote(keys: string[], isPrefixed: (key: string) => boolean): string {
  const others = keys.filter((key) => !isPrefixed(key));
  if (others.length === keys.length) return '';
  const besides = others.length === 0 ? '' : `, except those of ${others.join(' and ')}`;
  return ` The names of its tools begin with the key of their API${besides}.`;
}

function prefixText(prefix: boolean | undefined): string {
  return prefix === undefined ? '' : ` prefix: ${prefix},`;
}

function serverImports(hasHttp: boolean, modules: Modules): string {
  return hasHttp
    ? `import type { JoinedServer, JoinedServerOptions } from '${modules.joined}';\n`
    : `import type { JoinedOptions as SharedOptions } from '${modules.joined}';
import type { StdioApiServer } from '${modules.serve}';\n`;
}
