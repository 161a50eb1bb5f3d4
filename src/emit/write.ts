import { createHash } from 'node:crypto';
import { lstat, mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OpenApiMcpError } from '../errors.ts';
import type { GeneratedFile } from './types.ts';

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

/** What was generated last time: paths and hashes of contents. */
interface Manifest {
  files: Record<string, string>;
}

const manifestPath = '.openapi-mcp.json';

/** A plan for one path: what is to be there, and what is. */
interface Plan extends FileChange {
  content?: string;
  isEdited: boolean;
}

/**
 * Brings a folder to what was generated: nothing unchanged is touched, files of gone operations are removed, and
 * nothing outside the folder is ever written.
 *
 * @throws OpenApiMcpError OUTPUT_EDITED, OUTPUT_UNSAFE; nothing is written then
 */
export async function writeFiles(
  folder: string,
  files: GeneratedFile[],
  options: WriteOptions = {},
): Promise<FileChange[]> {
  const manifest = await readManifest(folder);
  const plans = [
    ...(await Promise.all(files.map((file) => planFile(folder, file, manifest)))),
    ...(await planRemovals(folder, files, manifest)),
  ];
  const edited = plans.filter(({ isEdited }) => isEdited).map(({ path }) => path);
  if (edited.length > 0 && options.force !== true) throw editedError(folder, edited);
  if (options.dryRun !== true) await carryOut(folder, plans, files, manifest);
  return plans.map(({ path, kind }) => ({ path, kind }));
}

async function readManifest(folder: string): Promise<Manifest> {
  const text = await readText(join(folder, manifestPath));
  if (text === undefined) return { files: {} };
  try {
    const value: unknown = JSON.parse(text);
    const files = typeof value === 'object' && value !== null && 'files' in value ? value.files : undefined;
    if (typeof files === 'object' && files !== null) return { files: files as Manifest['files'] };
  } catch {
    // Handled below: a manifest that says nothing is none.
  }
  throw new OpenApiMcpError('OUTPUT_UNSAFE', `${join(folder, manifestPath)} is not a manifest of ours`, {
    hint: 'Delete it, or restore it from version control, and generate again.',
  });
}

async function planFile(folder: string, file: GeneratedFile, manifest: Manifest): Promise<Plan> {
  const path = await safePath(folder, file.path);
  const current = await readText(path);
  if (current === undefined)
    return { path: file.path, kind: 'create', content: file.content, isEdited: false };
  if (file.once === true || current === file.content)
    return { path: file.path, kind: 'unchanged', isEdited: false };
  const isEdited = manifest.files[file.path] !== hashOf(current);
  return { path: file.path, kind: 'update', content: file.content, isEdited };
}

async function planRemovals(folder: string, files: GeneratedFile[], manifest: Manifest): Promise<Plan[]> {
  const kept = new Set(files.map(({ path }) => path));
  const plans = Object.entries(manifest.files).map(async ([path, hash]): Promise<Plan[]> => {
    if (kept.has(path)) return [];
    const current = await readText(await safePath(folder, path));
    return current === undefined ? [] : [{ path, kind: 'remove', isEdited: hashOf(current) !== hash }];
  });
  return (await Promise.all(plans)).flat();
}

async function carryOut(
  folder: string,
  plans: Plan[],
  files: GeneratedFile[],
  before: Manifest,
): Promise<void> {
  for (const { path, kind, content } of plans) {
    const target = join(folder, path);
    if (kind === 'remove') await removeFile(folder, target);
    if (content === undefined) continue;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  const owned = files.filter(({ once }) => once !== true);
  const hashes = Object.fromEntries(
    owned
      .map(({ path, content }): [string, string] => [path, hashOf(content)])
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
  const manifest = `${JSON.stringify({ files: hashes }, null, 2)}\n`;
  if (manifest !== `${JSON.stringify({ files: before.files }, null, 2)}\n`)
    await writeFile(join(folder, manifestPath), manifest);
}

/** Folders that held nothing else go too. */
async function removeFile(folder: string, path: string): Promise<void> {
  await rm(path);
  for (let parent = dirname(path); parent !== folder && parent.startsWith(folder); parent = dirname(parent))
    try {
      await rmdir(parent);
    } catch {
      return;
    }
}

/** A path below the folder, reached through no link. */
async function safePath(folder: string, path: string): Promise<string> {
  const parts = path.split('/');
  if (path.includes('\\') || parts.some((part) => part === '' || part === '.' || part === '..'))
    throw new OpenApiMcpError(
      'OUTPUT_UNSAFE',
      `${JSON.stringify(path)} is not a path below the output folder`,
    );
  for (let length = 1; length <= parts.length; length++) {
    const place = join(folder, ...parts.slice(0, length));
    const status = await lstat(place).catch(() => undefined);
    if (status?.isSymbolicLink() === true)
      throw new OpenApiMcpError(
        'OUTPUT_UNSAFE',
        `${place} is a symbolic link: nothing is written through it`,
      );
  }
  return join(folder, path);
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function editedError(folder: string, paths: string[]): OpenApiMcpError {
  const list = paths.map((path) => `- ${path}`).join('\n');
  return new OpenApiMcpError('OUTPUT_EDITED', `generated files in ${folder} were edited by hand:\n${list}`);
}
