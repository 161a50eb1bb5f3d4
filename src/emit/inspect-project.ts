import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { asJsonObject } from '../json/narrow.ts';
import type { EmitTarget } from './generated-file.ts';
import type { TsConfigJsonResolved } from 'get-tsconfig';

/** The settings of a repository that the emitted code depends on. */
export interface Project {
  /** Folder of the nearest package.json; without one, the output folder. */
  folder: string;
  /** Every dependency in its package.json; absent without a package.json. */
  dependencies?: Set<string>;
  /** Path of the nearest tsconfig.json; absent if there is none. */
  tsconfig?: string;
  importExtension: EmitTarget['importExtension'];
  data: EmitTarget['data'];
  /** Settings that its tsconfig.json lacks, each as a sentence. */
  lacks: string[];
}

type CompilerOptions = NonNullable<TsConfigJsonResolved['compilerOptions']>;

/** Reads the nearest tsconfig.json and package.json above the output. */
export async function inspectProject(output: string): Promise<Project> {
  const manifest = await findPackage(resolve(output));
  const { getTsconfig } = await import('get-tsconfig');
  const found = getTsconfig(resolve(output));
  const given = found?.config.compilerOptions;
  const options = given === undefined ? undefined : { ...(await defaultsOf(resolve(output))), ...given };
  return {
    folder: manifest?.folder ?? resolve(output),
    ...(manifest === undefined ? {} : { dependencies: manifest.dependencies }),
    ...(found === null ? {} : { tsconfig: found.path }),
    importExtension: options === undefined || allowsTypeScriptExtensions(options) ? '.ts' : '.js',
    data: options === undefined || importsJson(options) ? 'json' : 'ts',
    lacks: options === undefined ? [] : lacksOf(options),
  };
}

/** Returns the options that the installed compiler has by default: TypeScript 6 and later write today's modules. */
async function defaultsOf(output: string): Promise<CompilerOptions> {
  const { createRequire } = await import('node:module');
  try {
    const manifest: unknown = createRequire(join(output, 'package.json'))('typescript/package.json');
    const version = String(asJsonObject(manifest)?.['version']);
    return Number.parseInt(version, 10) >= 6
      ? { target: 'esnext', module: 'esnext', moduleResolution: 'bundler' }
      : {};
  } catch {
    return {};
  }
}

/** Returns true if imports can end in `.ts`. Without either option, tsc reports TS5097. */
function allowsTypeScriptExtensions(options: CompilerOptions): boolean {
  return options.allowImportingTsExtensions === true || options.rewriteRelativeImportExtensions === true;
}

/** Returns true if JSON modules can be imported: they need a `module` with import attributes (TS2823), and `resolveJsonModule` (TS2732). */
function importsJson(options: CompilerOptions): boolean {
  const kind = options.module?.toLowerCase() ?? '';
  const resolution = options.moduleResolution?.toLowerCase();
  const isBundled = kind === 'preserve' || (/^es(next|20\d\d)$/.test(kind) && resolution === 'bundler');
  const keepsAttributes = /^(nodenext|node18|node20|preserve|esnext)$/.test(kind);
  return keepsAttributes && (options.resolveJsonModule ?? isBundled);
}

function lacksOf(options: CompilerOptions): string[] {
  const lacks: string[] = [];
  const level = (options.target ?? 'es5').toLowerCase();
  const libraries = options.lib?.map((name) => name.toLowerCase());
  if (!(libraries ?? [level]).some((name) => /^es(next|202[3-9])$/.test(name)))
    lacks.push('Set "lib" to ["es2023"] or later in compilerOptions: the runtime uses its functions.');
  const kind = options.module?.toLowerCase() ?? '';
  if (kind === 'commonjs' || kind === '')
    lacks.push('Set "module" to "nodenext" in compilerOptions: the generated files are ES modules.');
  return lacks;
}

async function findPackage(
  start: string,
): Promise<{ folder: string; dependencies: Set<string> } | undefined> {
  for (let folder = start; ; folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return { folder, dependencies: dependenciesOf(text) };
    if (dirname(folder) === folder) return undefined;
  }
}

/** Returns the names of all dependencies; none if package.json is not valid, which npm reports. */
function dependenciesOf(text: string): Set<string> {
  try {
    const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
    const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
    return new Set(kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})));
  } catch {
    return new Set();
  }
}
