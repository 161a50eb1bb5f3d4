import { readLibrary } from './copy-library.ts';
import { inspectProject } from './inspect-project.ts';
import { installCommands, ownPackage, packCommands, versionsOf } from './install-commands.ts';
import { libraryFolder } from './module-specifiers.ts';
import { emitProject, projectCode } from './scaffold.ts';
import { locateLibrary, planSharedLibrary } from './shared-library.ts';
import { planFiles } from './write-files.ts';
import { OpenApiMcpError } from '../errors.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { Emitted } from './emit-api.ts';
import type { Project } from './inspect-project.ts';
import type { ProjectParts } from './scaffold.ts';
import type { EmitTarget, GeneratedFile } from './generated-file.ts';
import type { FileChange, WritePlan } from './write-files.ts';
import type { ServedOptions } from './emit-server.ts';
import type { GenerateOptions } from './generate-options.ts';
import type { SharedLibrary } from './shared-library.ts';

/** The changes of a generation, and what the repository needs for them. */
export interface Generation {
  /** Every generated file, changed or not; paths are relative to the output folder. */
  changes: FileChange[];
  /** Commands that install the packages that the repository lacks. */
  install: string[];
  /** Settings that its tsconfig.json lacks, each as a sentence. */
  lacks: string[];
  /** Path of that tsconfig.json. */
  tsconfig?: string;
}

/** The content of a scaffolded project besides its API. */
export type ProjectSource = Omit<ProjectParts, 'dependencies' | 'developmentDependencies'>;

/**
 * Writes the server and client of an API into a folder; with `project`, a whole project that has them in `api`.
 *
 * @throws OpenApiMcpError OPTION_INVALID, OUTPUT_EDITED, OUTPUT_UNSAFE; OUTPUT_STALE with `check`
 */
export async function writeServer(
  folder: string,
  emit: (target: EmitTarget) => Emitted,
  options: GenerateOptions,
  project?: ProjectSource,
): Promise<Generation> {
  const { runtime = 'inline', sdk = 'v2', lib } = options;
  if (lib !== undefined) checkSharing(options);
  const library = lib === undefined ? undefined : await locateLibrary(lib, folder);
  const surroundings = project === undefined ? await inspectProject(folder) : ownSurroundings(folder);
  const target: EmitTarget = {
    runtime,
    sdk,
    http: options.http === true || project !== undefined,
    policy: options.policy,
    signIn: options.signIn,
    resilience: options.resilience,
    importExtension: options.importExtension ?? surroundings.importExtension,
    data: surroundings.data,
    ...(library === undefined ? {} : { library: library.fromServer }),
  };
  const { plans, packages, changes } = await planOutput(folder, emit(target), target, {
    ...options,
    project,
    library,
  });
  if (options.check === true) refuseStale(folder, changes);
  else if (options.dryRun !== true) for (const plan of plans) await plan.carryOut();
  const importing = library === undefined ? surroundings : await inspectProject(library.folder);
  return omitUndefined({
    changes,
    install:
      project === undefined
        ? await installCommands(importing, packages)
        : [...packCommands(packages), 'npm install'],
    lacks: surroundings.lacks,
    tsconfig: surroundings.tsconfig,
  });
}

/** @throws OpenApiMcpError OPTION_INVALID for options that leave no runtime to share */
function checkSharing({ runtime, scaffold }: GenerateOptions): void {
  if (scaffold !== true && runtime !== 'package') return;
  const [flag, reason] =
    scaffold === true
      ? ['--scaffold', 'a project has to work without the folders around it']
      : ['--runtime package', 'then nothing is copied'];
  throw new OpenApiMcpError('OPTION_INVALID', `--lib cannot be combined with ${flag}: ${reason}`, {
    hint: `Leave out --lib or ${flag}.`,
  });
}

/** Returns the options that differ from their defaults, which the emitted code does not repeat. */
export function servedOptions(options: ServedOptions): ServedOptions {
  const { expose = 'all', html = 'source', resources = true, validateResponses = 'warn' } = options;
  const { baseUrl, server, headers = {}, validateArguments = 'strict' } = options;
  return {
    ...omitUndefined({ baseUrl, server }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(validateArguments === 'strict' ? {} : { validateArguments }),
    ...(expose === 'all' ? {} : { expose }),
    ...(html === 'source' ? {} : { html }),
    ...(resources ? {} : { resources }),
    ...(validateResponses === 'warn' ? {} : { validateResponses }),
  };
}

/** Returns the surroundings in a scaffolded project, which `emitProject` writes. */
function ownSurroundings(folder: string): Project {
  return { folder, importExtension: '.ts', data: 'json', lacks: [] };
}

interface Output {
  /** In the order in which they are carried out: no server is written before its library. */
  plans: WritePlan[];
  changes: FileChange[];
  /** Names of the packages that the output imports. */
  packages: string[];
}

async function planOutput(
  folder: string,
  { files, capabilities }: Emitted,
  target: EmitTarget,
  options: GenerateOptions & { project: ProjectSource | undefined; library: SharedLibrary | undefined },
): Promise<Output> {
  const { library, project } = options;
  // With `check`, edited files are out of date like others.
  const force = options.force === true || options.check === true;
  if (library !== undefined) {
    const shared = await planSharedLibrary(library, capabilities, target, force);
    const own = await planFiles(folder, files, { force }, { library: library.fromServer });
    const changes = shared.plan.changes.map(({ path, kind }) => ({
      path: `${library.fromServer}/${path}`,
      kind,
    }));
    return {
      plans: [shared.plan, own],
      changes: [...own.changes, ...changes],
      packages: shared.packages,
    };
  }
  const copy = target.runtime === 'inline' ? await readLibrary(capabilities, target) : undefined;
  const copied = (copy?.files ?? []).map((file) => ({ ...file, path: `${libraryFolder}/${file.path}` }));
  const packages = copy?.packages ?? [
    ...(target.sdk === 'v1' ? ['@modelcontextprotocol/sdk'] : []),
    ownPackage,
  ];
  const code = [...files, ...copied];
  const output = project === undefined ? code : await aroundFiles(code, target, packages, project);
  const plan = await planFiles(folder, output, { force });
  return { plans: [plan], changes: plan.changes, packages };
}

async function aroundFiles(
  files: GeneratedFile[],
  target: EmitTarget,
  packages: string[],
  project: ProjectSource,
): Promise<GeneratedFile[]> {
  const client = target.sdk === 'v2' ? ['@modelcontextprotocol/client'] : [];
  const parts = {
    ...project,
    dependencies: await versionsOf(packages),
    developmentDependencies: await versionsOf([...client, '@types/node', 'typescript']),
  };
  const code = files.map((file) => ({ ...file, path: `${projectCode}/${file.path}` }));
  return [...code, ...emitProject(target, parts)];
}

function refuseStale(folder: string, changes: FileChange[]): void {
  const stale = changes.filter(({ kind }) => kind !== 'unchanged');
  if (stale.length === 0) return;
  const lines = stale.map(({ kind, path }) => `- ${path} (${kind})`).join('\n');
  throw new OpenApiMcpError('OUTPUT_STALE', `${folder} is not up to date:\n${lines}`);
}
