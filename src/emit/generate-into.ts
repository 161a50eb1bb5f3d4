import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { emitApi, ownPackage } from './emit-api.ts';
import { inspectProject } from './inspect-project.ts';
import { emitProject, projectCode } from './scaffold.ts';
import { writeFiles } from './write-files.ts';
import { OpenApiMcpError } from '../errors.ts';
import type { EmittedApi } from './emit-api.ts';
import type { Project } from './inspect-project.ts';
import type { ProjectParts } from './scaffold.ts';
import type { EmitTarget, GeneratedFile } from './generated-file.ts';
import type { FileChange } from './write-files.ts';
import type { ServedOptions } from './emit-server.ts';
import type { GenerateOptions } from './generate-options.ts';

/** What generating did, or would do. */
export interface Generation {
  /** Every file of the output, changed or not. */
  changes: FileChange[];
  /** Commands that install what the repository lacks. */
  install: string[];
  /** What its tsconfig.json lacks, each as a sentence. */
  lacks: string[];
  /** Path of that tsconfig.json. */
  tsconfig?: string;
}

/** What a project around the code takes beside the API. */
export type ProjectSource = Pick<ProjectParts, 'calls' | 'variables'>;

/**
 * Brings a folder to what is generated from an API; with `project` to a whole project that has it in `api`.
 *
 * @throws OpenApiMcpError OUTPUT_EDITED, OUTPUT_UNSAFE; OUTPUT_STALE with `check`
 */
export async function generateInto(
  folder: string,
  api: EmittedApi,
  options: GenerateOptions & ServedOptions,
  project?: ProjectSource,
): Promise<Generation> {
  const { runtime = 'inline', sdk = 'v2' } = options;
  const surroundings = project === undefined ? await inspectProject(folder) : ownSurroundings(folder);
  const importExtension = options.importExtension ?? surroundings.importExtension;
  const target = { runtime, sdk, importExtension, data: surroundings.data };
  const { files, packages } = await emitApi(api, target, servedOptions(options));
  const output =
    project === undefined
      ? files
      : await aroundFiles(files, api, target, packages, project, isSearchable(options));
  const changes = await writeFiles(folder, output, {
    force: options.force === true || options.check === true,
    dryRun: options.dryRun === true || options.check === true,
  });
  if (options.check === true) refuseStale(folder, changes);
  return {
    changes,
    install:
      project === undefined
        ? await installCommands(surroundings, packages)
        : [...packCommands(packages), 'npm install'],
    lacks: surroundings.lacks,
    ...(surroundings.tsconfig === undefined ? {} : { tsconfig: surroundings.tsconfig }),
  };
}

/** Defaults need no saying. */
function servedOptions({
  expose = 'all',
  resources = 'on',
  validateResponses = 'warn',
}: ServedOptions): ServedOptions {
  return {
    ...(expose === 'all' ? {} : { expose }),
    ...(resources === 'on' ? {} : { resources }),
    ...(validateResponses === 'warn' ? {} : { validateResponses }),
  };
}

/** With `auto` it depends on how many operations the hooks leave. */
function isSearchable({ expose = 'all' }: ServedOptions): boolean {
  return expose !== 'all';
}

/** A project of ours compiles as `emitProject` says. */
function ownSurroundings(folder: string): Project {
  return { folder, importExtension: '.ts', data: 'json', lacks: [] };
}

async function aroundFiles(
  files: GeneratedFile[],
  { served }: EmittedApi,
  target: EmitTarget,
  packages: string[],
  project: ProjectSource,
  mayBeSearched: boolean,
): Promise<GeneratedFile[]> {
  const versions = await readOwnVersions();
  const versioned = (names: string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, versions.get(name) ?? '*']));
  const client = target.sdk === 'v2' ? ['@modelcontextprotocol/client'] : [];
  const parts = {
    ...project,
    mayBeSearched,
    dependencies: versioned(packages),
    developmentDependencies: versioned([...client, '@types/node', 'typescript']),
  };
  const code = files.map((file) => ({ ...file, path: `${projectCode}/${file.path}` }));
  return [...code, ...emitProject(served, target, parts)];
}

function refuseStale(folder: string, changes: FileChange[]): void {
  const stale = changes.filter(({ kind }) => kind !== 'unchanged');
  if (stale.length === 0) return;
  const lines = stale.map(({ kind, path }) => `- ${path} (${kind})`).join('\n');
  throw new OpenApiMcpError('OUTPUT_STALE', `${folder} is not up to date:\n${lines}`);
}

/** The versions are those that this package is tested with. */
async function installCommands({ dependencies }: Project, packages: string[]): Promise<string[]> {
  const own = await readOwnVersions();
  const isMissing = (name: string): boolean => dependencies?.has(name) !== true;
  const absent = packages.filter(isMissing);
  const missing = absent.map((name) => {
    const version = own.get(name) ?? '*';
    return version.startsWith('file:') ? version.replace('file:', './') : `${name}@${version}`;
  });
  const types = ['@types/node', 'typescript'].filter(isMissing);
  return [
    ...packCommands(absent),
    ...(missing.length === 0 ? [] : [`npm install ${missing.join(' ')}`]),
    ...(types.length === 0 ? [] : [`npm install --save-dev ${types.join(' ')}`]),
  ];
}

/** In the registry its name is another's: it comes from where it runs. */
function packCommands(packages: string[]): string[] {
  if (!packages.includes(ownPackage)) return [];
  const folder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');
  return [`npm pack ${/^[\w/\\:.@+-]+$/.test(folder) ? folder : JSON.stringify(folder)}`];
}

async function readOwnVersions(): Promise<Map<string, string>> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { version, dependencies, devDependencies, peerDependencies } = JSON.parse(text) as OwnManifest;
  const packed = { [ownPackage]: `file:${ownPackage}-${version}.tgz` };
  return new Map(Object.entries({ ...peerDependencies, ...devDependencies, ...dependencies, ...packed }));
}

interface OwnManifest extends Record<
  'dependencies' | 'devDependencies' | 'peerDependencies',
  Record<string, string>
> {
  version: string;
}
