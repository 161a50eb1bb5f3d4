import { lstat, mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { hashOf, manifestPath, manifestText, parseManifest } from './manifest.ts';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import type { Manifest, ManifestDetails } from './manifest.ts';
import type { GeneratedFile } from './generated-file.ts';

/** The change of one file. */
export interface FileChange {
  /** Relative to the output folder, with `/`. */
  path: string;
  kind: 'create' | 'update' | 'remove' | 'unchanged';
}

/** Options of writing files. */
export interface WriteOptions {
  /** Overwrite and remove files that were edited by hand. */
  force?: boolean;
  /** Change nothing. */
  dryRun?: boolean;
}

/** The changes that bring a folder to its generated files. */
export interface WritePlan {
  changes: FileChange[];
  /** @throws OpenApiMcpError OUTPUT_UNSAFE */
  carryOut(): Promise<void>;
}

/** The change of one file, with its new content. */
interface PlannedChange extends FileChange {
  content?: string;
  /** True if the present file is not the one that was generated. */
  isEdited: boolean;
}

/** The path that each file is written under before it is renamed. A file that a cut-off run left here is overwritten. */
const temporaryPath = '.openapi-mcp.tmp';

/**
 * Writes generated files into a folder. Unchanged files are not touched, files that are no longer generated are removed,
 * and nothing outside the folder is written. Line endings may differ, since they depend on the checkout.
 *
 * @throws OpenApiMcpError OUTPUT_EDITED, OUTPUT_UNSAFE; nothing is written then
 */
export async function writeFiles(
  folder: string,
  files: GeneratedFile[],
  options: WriteOptions = {},
): Promise<FileChange[]> {
  const plan = await planFiles(folder, files, options);
  if (options.dryRun !== true) await plan.carryOut();
  return plan.changes;
}

/**
 * Plans the changes of a folder, and writes nothing.
 *
 * @throws OpenApiMcpError OUTPUT_EDITED, OUTPUT_UNSAFE
 */
export async function planFiles(
  folder: string,
  files: GeneratedFile[],
  { force = false }: Pick<WriteOptions, 'force'>,
  details: ManifestDetails = {},
): Promise<WritePlan> {
  const root = resolve(folder);
  const before = await readManifest(root);
  const planned = [
    ...(await Promise.all(files.map((file) => planFile(root, file, before)))),
    ...(await planRemovals(root, files, before)),
  ];
  const edited = planned.filter(({ isEdited }) => isEdited);
  if (edited.length > 0 && !force) throw editedError(folder, edited, before);
  const after = manifestOf(files, details);
  const isSame = manifestText(before) === manifestText(after);
  const changes = planned.map(({ path, kind }): FileChange => ({ path, kind }));
  const isChanged = changes.some(({ kind }) => kind !== 'unchanged');
  return {
    changes:
      isSame || isChanged
        ? changes
        : [...changes, { path: manifestPath, kind: before.files.size === 0 ? 'create' : 'update' }],
    async carryOut() {
      // If this run is cut off, the next one recognises the files of both.
      if (!isSame && isChanged)
        await writeWhole(
          root,
          manifestPath,
          manifestText({ ...after, files: before.files, pending: after.files }),
        );
      for (const { path, kind, content } of planned) {
        if (kind === 'remove') await removeFile(root, join(root, path));
        if (content !== undefined) await writeWhole(root, path, content);
      }
      if (!isSame) await writeWhole(root, manifestPath, manifestText(after));
    },
  };
}

/**
 * Reads the manifest of a generated folder.
 *
 * @throws OpenApiMcpError OUTPUT_UNSAFE
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = await safePath(resolve(folder), manifestPath);
  return parseManifest(await readText(path), path);
}

async function planFile(root: string, file: GeneratedFile, manifest: Manifest): Promise<PlannedChange> {
  const { path, content } = file;
  const current = await readText(await safePath(root, path));
  if (current === undefined) return { path, kind: 'create', content, isEdited: false };
  if (file.once === true || current === content) return { path, kind: 'unchanged', isEdited: false };
  return { path, kind: 'update', content, isEdited: !isGenerated(path, current, manifest) };
}

async function planRemovals(
  root: string,
  files: GeneratedFile[],
  manifest: Manifest,
): Promise<PlannedChange[]> {
  const generated = new Set(files.map(({ path }) => path));
  const known = new Set([...manifest.files.keys(), ...manifest.pending.keys()]);
  const planned = [...known].map(async (path): Promise<PlannedChange[]> => {
    if (generated.has(path)) return [];
    // A file in the place of its folder leaves nothing to remove.
    const current = await readText(await safePath(root, path), ['ENOENT', 'ENOTDIR']);
    if (current === undefined) return [];
    return [{ path, kind: 'remove', isEdited: !isGenerated(path, current, manifest) }];
  });
  return (await Promise.all(planned)).flat();
}

function isGenerated(path: string, content: string, { files, pending }: Manifest): boolean {
  const hash = hashOf(content);
  return files.get(path) === hash || pending.get(path) === hash;
}

function manifestOf(files: GeneratedFile[], details: ManifestDetails): Manifest {
  const owned = files.filter(({ once }) => once !== true);
  const hashes = owned.map(({ path, content }) => [path, hashOf(content)] as const);
  return { ...details, files: new Map(hashes), pending: new Map() };
}

/** Writes a file in one step, so that no reader and no interruption sees half of it. */
async function writeWhole(root: string, path: string, content: string): Promise<void> {
  const target = join(root, path);
  const temporary = join(root, temporaryPath);
  try {
    await mkdir(dirname(target), { recursive: true });
    await rm(temporary, { force: true });
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    throw unsafeError(target, error);
  }
}

/** Removes a file, and the folders that are empty then. */
async function removeFile(root: string, path: string): Promise<void> {
  await rm(path);
  for (let parent = dirname(path); parent !== root; parent = dirname(parent))
    try {
      await rmdir(parent);
    } catch {
      return;
    }
}

/** Returns a path below the folder that leads through no link. The folder itself may be a link, since its owner named it. */
async function safePath(root: string, path: string): Promise<string> {
  const parts = path.split('/');
  if (parts.some((part) => ['', '.', '..'].includes(part) || /[\\:\p{Cc}]/u.test(part)))
    throw new OpenApiMcpError(
      'OUTPUT_UNSAFE',
      `${JSON.stringify(path)} is not a path below the output folder`,
    );
  for (let length = 1; length <= parts.length; length++) {
    const ancestor = join(root, ...parts.slice(0, length));
    const status = await lstat(ancestor).catch(() => undefined);
    if (status?.isSymbolicLink() === true)
      throw new OpenApiMcpError(
        'OUTPUT_UNSAFE',
        `${ancestor} is a symbolic link: nothing is written through it`,
      );
  }
  return join(root, path);
}

async function readText(path: string, absent: string[] = ['ENOENT']): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).replaceAll('\r\n', '\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && absent.includes(String(error.code))) return undefined;
    throw unsafeError(path, error);
  }
}

function unsafeError(path: string, cause: unknown): OpenApiMcpError {
  return new OpenApiMcpError('OUTPUT_UNSAFE', `${path}: ${messageOf(cause)}`, {
    cause,
    hint: 'Give a folder that can be written to, or move what is in the way.',
  });
}

function editedError(folder: string, edited: PlannedChange[], { files, pending }: Manifest): OpenApiMcpError {
  const lines = edited.map(({ path }) =>
    files.has(path) || pending.has(path) ? `- ${path}` : `- ${path} (not generated by this tool)`,
  );
  return new OpenApiMcpError(
    'OUTPUT_EDITED',
    `files in ${folder} were edited by hand and would be overwritten:\n${lines.join('\n')}`,
  );
}
