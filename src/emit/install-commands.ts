import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Project } from './inspect-project.ts';

/** The name of this package. */
export const ownPackage = 'openapi-mcp';

/** Returns the commands that install the packages that a repository lacks, in the versions that this package is tested with. */
export async function installCommands({ dependencies }: Project, packages: string[]): Promise<string[]> {
  const isMissing = (name: string): boolean => dependencies?.has(name) !== true;
  const absent = packages.filter(isMissing);
  const missing = Object.entries(await versionsOf(absent)).map(([name, version]) =>
    version.startsWith('file:') ? version.replace('file:', './') : `${name}@${version}`,
  );
  const types = ['@types/node', 'typescript'].filter(isMissing);
  return [
    ...packCommands(absent),
    ...(missing.length === 0 ? [] : [`npm install ${missing.join(' ')}`]),
    ...(types.length === 0 ? [] : [`npm install --save-dev ${types.join(' ')}`]),
  ];
}

/** Returns the command that packs this package from its own folder: in the registry, the name belongs to another package. */
export function packCommands(packages: string[]): string[] {
  if (!packages.includes(ownPackage)) return [];
  const folder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');
  return [`npm pack ${/^[\w/\\:.@+-]+$/.test(folder) ? folder : JSON.stringify(folder)}`];
}

/** Returns the versions of packages that this package is tested with, by name. */
export async function versionsOf(packages: string[]): Promise<Record<string, string>> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { version, dependencies, devDependencies, peerDependencies } = JSON.parse(text) as OwnManifest;
  const versions: Record<string, string> = {
    ...peerDependencies,
    ...devDependencies,
    ...dependencies,
    [ownPackage]: `file:${ownPackage}-${version}.tgz`,
  };
  return Object.fromEntries(packages.map((name) => [name, versions[name] ?? '*']));
}

interface OwnManifest extends Record<
  'dependencies' | 'devDependencies' | 'peerDependencies',
  Record<string, string>
> {
  version: string;
}
