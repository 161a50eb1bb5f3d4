import { lstat, mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { hashOf, manifestPath, manifestText, parseManifest } from './manifest.ts';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import type { Manifest } from './manifest.ts';
import type { GeneratedFile } from './generated-file.ts';

/** What happens to one file. */
export interface FileChange {
  path: string;
  kind: 'create' | 'update' | 'remove' | 'unchanged';
}

export interface WriteOptions {
  /** Overwrite and remove files that were edited by hand. */
  force?: boolean;
  /** Only say what would happen. */
  dryRun?: boolean;
}

/** A plan for one path: what is to be there, and what is. */
interface Plan extends FileChange {
  content?: string;
  /** What is there is not what was generated. */
  isEdited: boolean;
}

/** A file is here until it is whole; one that was left by a run that was cut off is overwritten. */
const temporaryPath = '.openapi-mcp.tmp';

/**
 * Brings a folder to what was generated: nothing unchanged is touched, files of gone operations are removed, and
 * nothing outside the folder is ever written. Line endings are the checkout's: they make no file another one.
 *
 * @throws OpenApiMcpError OUTPUT_EDITED, OUTPUT_UNSAFE; nothing is written then
 */
export async function writeFiles(
  folder: string,
  files: GeneratedFile[],
  options: WriteOptions = {},
): Promise<FileChange[]> {
  const root = resolve(folder);
  const manifestPlace = await safePath(root, manifestPath);
  const before = parseManifest(await readText(manifestPlace), manifestPlace);
  const plans = [
    ...(await Promise.all(files.map((file) => planFile(root, file, before)))),
    ...(await planRemovals(root, files, before)),
  ];
  const edited = plans.filter(({ isEdited }) => isEdited);
  if (edited.length > 0 && options.force !== true) throw editedError(folder, edited, before);
  const after = manifestOf(files);
  const changes = plans.map(({ path, kind }): FileChange => ({ path, kind }));
  if (isSame(before, after)) {
    if (options.dryRun !== true) await carryOut(root, plans);
    return changes;
  }
  if (options.dryRun !== true) {
    // Should this run be cut off, the next one knows what it finds.
    const isNeeded = plans.some(({ kind }) => kind !== 'unchanged');
    if (isNeeded)
      await writeWhole(root, manifestPath, manifestText({ files: before.files, pending: after.files }));
    await carryOut(root, plans);
    await writeWhole(root, manifestPath, manifestText(after));
  }
  return changes.some(({ kind }) => kind !== 'unchanged')
    ? changes
    : [...changes, { path: manifestPath, kind: before.files.size === 0 ? 'create' : 'update' }];
}

async function planFile(root: string, file: GeneratedFile, manifest: Manifest): Promise<Plan> {
  const { path, content } = file;
  const current = await readText(await safePath(root, path));
  if (current === undefined) return { path, kind: 'create', content, isEdited: false };
  if (file.once === true || current === content) return { path, kind: 'unchanged', isEdited: false };
  return { path, kind: 'update', content, isEdited: !isGenerated(path, current, manifest) };
}

async function planRemovals(root: string, files: GeneratedFile[], manifest: Manifest): Promise<Plan[]> {
  const kept = new Set(files.map(({ path }) => path));
  const known = new Set([...manifest.files.keys(), ...manifest.pending.keys()]);
  const plans = [...known].map(async (path): Promise<Plan[]> => {
    if (kept.has(path)) return [];
    // A file where its folder was leaves nothing of it to remove.
    const current = await readText(await safePath(root, path), ['ENOENT', 'ENOTDIR']);
    if (current === undefined) return [];
    return [{ path, kind: 'remove', isEdited: !isGenerated(path, current, manifest) }];
  });
  return (await Promise.all(plans)).flat();
}

function isGenerated(path: string, content: string, { files, pending }: Manifest): boolean {
  const hash = hashOf(content);
  return files.get(path) === hash || pending.get(path) === hash;
}

function manifestOf(files: GeneratedFile[]): Manifest {
  const owned = files.filter(({ once }) => once !== true);
  return { files: new Map(owned.map(({ path, content }) => [path, hashOf(content)])), pending: new Map() };
}

function isSame(one: Manifest, other: Manifest): boolean {
  return manifestText(one) === manifestText(other);
}

async function carryOut(root: string, plans: Plan[]): Promise<void> {
  for (const { path, kind, content } of plans) {
    if (kind === 'remove') await removeFile(root, join(root, path));
    if (content !== undefined) await writeWhole(root, path, content);
  }
}

/** In one step, so that no reader and no cut finds half a file. */
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

/** Folders that held nothing else go too. */
async function removeFile(root: string, path: string): Promise<void> {
  await rm(path);
  for (let parent = dirname(path); parent !== root; parent = dirname(parent))
    try {
      await rmdir(parent);
    } catch {
      return;
    }
}

/** A path below the folder, reached through no link. The folder itself may be one: its owner named it. */
async function safePath(root: string, path: string): Promise<string> {
  const parts = path.split('/');
  if (parts.some((part) => ['', '.', '..'].includes(part) || /[\\:\p{Cc}]/u.test(part)))
    throw new OpenApiMcpError(
      'OUTPUT_UNSAFE',
      `${JSON.stringify(path)} is not a path below the output folder`,
    );
  for (let length = 1; length <= parts.length; length++) {
    const place = join(root, ...parts.slice(0, length));
    const status = await lstat(place).catch(() => undefined);
    if (status?.isSymbolicLink() === true)
      throw new OpenApiMcpError(
        'OUTPUT_UNSAFE',
        `${place} is a symbolic link: nothing is written through it`,
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

function editedError(folder: string, edited: Plan[], { files, pending }: Manifest): OpenApiMcpError {
  const lines = edited.map(({ path }) =>
    files.has(path) || pending.has(path) ? `- ${path}` : `- ${path} (not generated by this tool)`,
  );
  return new OpenApiMcpError(
    'OUTPUT_EDITED',
    `files in ${folder} were edited by hand and would be overwritten:\n${lines.join('\n')}`,
  );
}
