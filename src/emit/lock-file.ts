import { omitUndefined } from '../json/omit-undefined.ts';
import lockedPackages from './locked-packages.json' with { type: 'json' };

/** A package of a lock file, by the keys that npm reads (`package-lock.json`, version 3). */
export interface LockedPackage {
  version?: string;
  integrity?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  [key: string]: unknown;
}

/** The packages of a lock file by their paths, such as `node_modules/ajv`. */
export type LockedPackages = Record<string, LockedPackage>;

/** The part of a project's package.json that its lock file repeats. */
export interface LockedProject {
  name: string;
  version: string;
  engines: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

/** Returns the text of a project's `package-lock.json`, or `undefined` if a version is not the one that is locked here. */
export function lockFileOf(project: LockedProject): string | undefined {
  const locked: LockedPackages = lockedPackages;
  const { dependencies, devDependencies } = project;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    if (locked[`node_modules/${name}`]?.version !== version) return undefined;
  const required = closureOf(locked, Object.keys(dependencies));
  const all = closureOf(locked, [...Object.keys(dependencies), ...Object.keys(devDependencies)]);
  const packages = Object.fromEntries(
    Object.entries(all).map(([path, entry]) => [
      path,
      Object.hasOwn(required, path) ? entry : { ...entry, dev: true },
    ]),
  );
  const { name, version } = project;
  const content = {
    name,
    version,
    lockfileVersion: 3,
    requires: true,
    packages: { '': project, ...packages },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Returns packages with all that they depend on, in the order of their paths. */
export function closureOf(packages: LockedPackages, names: string[]): LockedPackages {
  const paths = new Set<string>();
  const pending = names.map((name) => `node_modules/${name}`);
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const entry = packages[path];
    if (entry === undefined || paths.has(path)) continue;
    paths.add(path);
    const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} } = entry;
    const peers = Object.keys(peerDependencies).filter(
      (name) => peerDependenciesMeta[name]?.optional !== true,
    );
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
      const found = locate(packages, path, name);
      if (found !== undefined) pending.push(found);
    }
  }
  return Object.fromEntries(
    [...paths]
      .toSorted()
      .map((path) => [path, omitUndefined({ ...packages[path], dev: undefined, devOptional: undefined })]),
  );
}

/** Returns the path of the package that an import from another package leads to. */
function locate(packages: LockedPackages, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}
