import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { EmitTarget } from './generated-file.ts';
import type { TsConfigJsonResolved } from 'get-tsconfig';

/** The repository that code is emitted into, as far as it matters to the code. */
export interface Project {
  /** Folder of the nearest package.json, else of the output. */
  folder: string;
  /** Every dependency that its package.json names; absent without one. */
  dependencies?: Set<string>;
  /** Path of the nearest tsconfig.json; absent without one. */
  tsconfig?: string;
  importExtension: EmitTarget['importExtension'];
  data: EmitTarget['data'];
  /** What its tsconfig lacks, each as a sentence. */
  lacks: string[];
}

type CompilerOptions = NonNullable<TsConfigJsonResolved['compilerOptions']>;

/** Looks at the folders above the output for what they compile with and depend on. */
export async function inspectProject(output: string): Promise<Project> {
  const manifest = await findPackage(resolve(output));
  const { getTsconfig } = await import('get-tsconfig');
  const found = getTsconfig(resolve(output));
  const options = found?.config.compilerOptions;
  return {
    folder: manifest?.folder ?? resolve(output),
    ...(manifest === undefined ? {} : { dependencies: manifest.dependencies }),
    ...(found === null ? {} : { tsconfig: found.path }),
    importExtension: options === undefined || takesTypeScriptExtensions(options) ? '.ts' : '.js',
    data: options === undefined || importsJson(options) ? 'json' : 'ts',
    lacks: options === undefined ? [] : lacksOf(options),
  };
}

/** Without either, tsc refuses `.ts` (TS5097). */
function takesTypeScriptExtensions(options: CompilerOptions): boolean {
  return options.allowImportingTsExtensions === true || options.rewriteRelativeImportExtensions === true;
}

/** Import attributes take a module kind that keeps them (TS2823), JSON a resolution that finds it (TS2732). */
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
    lacks.push('Set "lib" to ["es2023"] or later in compilerOptions: the runtime uses what came with it.');
  const kind = options.module?.toLowerCase() ?? '';
  if (kind === 'commonjs' || kind === '')
    lacks.push('Set "module" to "nodenext" in compilerOptions: what is generated are ES modules.');
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

/** A package.json that cannot be read is for others to complain about. */
function dependenciesOf(text: string): Set<string> {
  try {
    const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
    const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
    return new Set(kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})));
  } catch {
    return new Set();
  }
}
