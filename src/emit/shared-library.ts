import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { planFiles, readManifest } from './write-files.ts';
import { readLibrary } from './copy-library.ts';
import { capabilities } from './capabilities.ts';
import { OpenApiMcpError } from '../errors.ts';
import type { Capability } from './capabilities.ts';
import type { EmitTarget } from './generated-file.ts';
import type { Manifest } from './manifest.ts';
import type { WritePlan } from './write-files.ts';

/** A folder with a copy of the runtime that several generated servers import. */
export interface SharedLibrary {
  folder: string;
  /** Path of the library relative to the server, as modules of the server import it. */
  fromServer: string;
  /** Path of the server relative to the library, which names the server in the manifest. */
  toServer: string;
}

/**
 * Finds the paths between a server and the library that it shares.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export async function locateLibrary(library: string, server: string): Promise<SharedLibrary> {
  // Node.js resolves imports of a module from its real path.
  const [folder, output] = await Promise.all([realFolder(library), realFolder(server)]);
  const fromServer = relative(output, folder);
  const toServer = relative(folder, output);
  // Between drives of Windows the relative path is an absolute one.
  const isBeside = [fromServer, toServer].every((path) => path.split(sep)[0] === '..');
  if (!isBeside)
    throw new OpenApiMcpError('OPTION_INVALID', `${library} cannot be the library of ${server}`, {
      hint: 'Choose two folders neither of which contains the other.',
    });
  const specifier = fromServer.split(sep).join('/');
  // In import specifiers these would need an escape, which compilers and Node.js read differently.
  if (/["'`\\?#%:*\p{C}]/u.test(specifier))
    throw new OpenApiMcpError('OPTION_INVALID', `${JSON.stringify(specifier)} cannot be imported from`, {
      hint: 'Choose a path of letters, digits, dashes, dots and spaces.',
    });
  return { folder, fromServer: specifier, toServer: toServer.split(sep).join('/') };
}

/** Resolves the links in a path, the end of which may not exist yet. */
async function realFolder(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch {
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(await realFolder(parent), basename(absolute));
  }
}

/**
 * Plans the files of a shared library: those that this server needs, and those of the other servers that still use it.
 *
 * @throws OpenApiMcpError OUTPUT_EDITED, OUTPUT_UNSAFE, OPTION_INVALID
 */
export async function planSharedLibrary(
  { folder, toServer }: SharedLibrary,
  needed: Capability[],
  { importExtension }: Pick<EmitTarget, 'importExtension'>,
  force: boolean,
): Promise<{ plan: WritePlan; packages: string[] }> {
  const manifest = await readManifest(folder);
  const others = await otherServers(folder, toServer, manifest);
  const { importExtension: present = importExtension } = manifest;
  if (others.size > 0 && present !== importExtension)
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      `imports in ${folder} end in ${present}, but those of this server in ${importExtension}`,
      { hint: `Pass --import-extension ${present}, or use another library.` },
    );
  const servers = new Map([...others, [toServer, needed]]);
  const all = new Set([...servers.values()].flat());
  const { files, packages } = await readLibrary(
    capabilities.filter((capability) => all.has(capability)),
    { importExtension },
  );
  const attributes = { path: '.gitattributes', content: '* linguist-generated\n' };
  const plan = await planFiles(folder, [...files, attributes], { force }, { importExtension, servers });
  return { plan, packages };
}

/** Returns the capabilities of the other servers that use a library, without servers that moved or use another library. */
async function otherServers(
  folder: string,
  own: string,
  { servers = new Map<string, Capability[]>() }: Manifest,
): Promise<Map<string, Capability[]>> {
  const others = [...servers].filter(([path]) => path !== own);
  const used = await Promise.all(others.map(([path]) => isUsedBy(folder, path)));
  return new Map(others.filter((_, index) => used[index]));
}

async function isUsedBy(folder: string, path: string): Promise<boolean> {
  const server = join(folder, path);
  // A server whose manifest cannot be read may still use the library.
  return readManifest(server).then(
    ({ library }) => library !== undefined && resolve(server, library) === folder,
    () => true,
  );
}
