import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asJsonObject } from '../json/narrow.ts';
import type { JsonObject } from '../json/value.ts';

/** Files by their path in a bundle. */
export type BundleFiles = Map<string, Uint8Array>;

/** Packages that no server loads: a validator of documents, and types. */
const unused = new Set(['@apidevtools/swagger-parser', 'openapi-types']);

/**
 * Returns the files of the command line in a folder of this package, with the packages that it depends on, below
 * `server/`.
 */
export function programFiles(root: string): BundleFiles {
  const files: BundleFiles = new Map();
  const manifest = readManifest(root);
  files.set(
    'server/package.json',
    Buffer.from(JSON.stringify({ type: 'module', version: manifest['version'] })),
  );
  const licenses = readdirSync(root).filter((name) => name.startsWith('LICENSE'));
  for (const name of [...licenses, 'dist/cli.js'])
    files.set(`server/${name}`, readFileSync(join(root, name)));
  addFolder(files, join(root, 'dist/command'), 'server/dist/command');
  addDependencies(files, root, 'server', manifest, new Map());
  return files;
}

/** Adds the packages that a package depends on. A second version of a package goes below the one that needs it. */
function addDependencies(
  files: BundleFiles,
  folder: string,
  target: string,
  manifest: JsonObject,
  placed: Map<string, string>,
): void {
  for (const name of Object.keys(asJsonObject(manifest['dependencies']) ?? {})) {
    const found = unused.has(name) ? undefined : findPackage(folder, name);
    if (found === undefined || placed.get(name) === found) continue;
    const into = `${placed.has(name) ? target : 'server'}/node_modules/${name}`;
    if (files.has(`${into}/package.json`)) continue;
    if (!placed.has(name)) placed.set(name, found);
    addFolder(files, found, into);
    addDependencies(files, found, into, readManifest(found), placed);
  }
}

/** Finds a package as Node.js does: in `node_modules` of the folder, or of one above it. */
function findPackage(folder: string, name: string): string | undefined {
  for (let above = folder; ; above = dirname(above)) {
    const path = join(above, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return realpathSync(path);
    if (above === dirname(above)) return undefined;
  }
}

function readManifest(folder: string): JsonObject {
  return asJsonObject(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))) ?? {};
}

/** Files that run nothing: types, sources, maps and texts other than licences. */
const left = /\.(?:[cm]?ts|map|markdown|flow)$|^(?!licen[cs]e|notice|third-party).*\.(?:md|txt)$/i;
const leftFolders = new Set([
  'node_modules',
  'test',
  'tests',
  '__tests__',
  'benchmark',
  'benchmarks',
  'docs',
  '.github',
]);

function addFolder(files: BundleFiles, folder: string, target: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!leftFolders.has(entry.name)) addFolder(files, path, `${target}/${entry.name}`);
    } else if (entry.isFile() && !left.test(entry.name))
      files.set(`${target}/${entry.name}`, readFileSync(path));
  }
}
