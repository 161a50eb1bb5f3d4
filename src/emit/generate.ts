import { readFile } from 'node:fs/promises';
import { emitApi } from './emit.ts';
import { inspectProject } from './project.ts';
import { writeFiles } from './write.ts';
import { OpenApiMcpError } from '../errors.ts';
import type { EmittedApi } from './emit.ts';
import type { Project } from './project.ts';
import type { FileChange } from './write.ts';
import type { ServedOptions } from './server.ts';
import type { GenerateOptions } from '../options.ts';

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

/**
 * Brings a folder to what is generated from an API.
 *
 * @throws OpenApiMcpError OUTPUT_EDITED, OUTPUT_UNSAFE; OUTPUT_STALE with `check`
 */
export async function generateInto(
  folder: string,
  api: EmittedApi,
  options: GenerateOptions & ServedOptions,
): Promise<Generation> {
  const { runtime = 'inline', sdk = 'v2', resources = 'on', validateResponses = 'warn' } = options;
  const project = await inspectProject(folder);
  const importExtension = options.importExtension ?? project.importExtension;
  const target = { runtime, sdk, importExtension, data: project.data };
  const served: ServedOptions = {
    ...(resources === 'on' ? {} : { resources }),
    ...(validateResponses === 'warn' ? {} : { validateResponses }),
  };
  const { files, packages } = await emitApi(api, target, served);
  const changes = await writeFiles(folder, files, {
    force: options.force === true || options.check === true,
    dryRun: options.dryRun === true || options.check === true,
  });
  if (options.check === true) refuseStale(folder, changes);
  return {
    changes,
    install: await installCommands(project, packages),
    lacks: project.lacks,
    ...(project.tsconfig === undefined ? {} : { tsconfig: project.tsconfig }),
  };
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
  const missing = packages.filter(isMissing).map((name) => {
    const version = own.get(name);
    return version === undefined ? name : `${name}@${version}`;
  });
  const types = ['@types/node', 'typescript'].filter(isMissing);
  return [
    ...(missing.length === 0 ? [] : [`npm install ${missing.join(' ')}`]),
    ...(types.length === 0 ? [] : [`npm install --save-dev ${types.join(' ')}`]),
  ];
}

async function readOwnVersions(): Promise<Map<string, string>> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { dependencies, peerDependencies } = JSON.parse(text) as Record<string, Record<string, string>>;
  return new Map(Object.entries({ ...peerDependencies, ...dependencies }));
}
