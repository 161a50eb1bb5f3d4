import { readFile } from 'node:fs/promises';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capabilityModules } from './capability-tables.ts';
import { cataloguePath, emitErrorCatalogue } from './emit-error-catalogue.ts';
import { joinImports } from './join-imports.ts';
import { keepPublicComments } from './library-comments.ts';
import { libraryHeader } from './module-comment.ts';
import { pruneLibrary } from './prune-library.ts';
import type { Capability } from './capabilities.ts';
import type { EmitTarget, GeneratedFile } from './generated-file.ts';

/** The folder of this package. Its `src` is published, so that it can be copied. */
const packageFolder = fileURLToPath(new URL('../../', import.meta.url));

/** The copied runtime, and the packages that it imports. */
export interface Library {
  /** Paths are relative to the folder of the library. */
  files: GeneratedFile[];
  packages: string[];
}

/** The modules that a server imports of the library, by the capability that needs them. */
const entries: Partial<Record<Capability | 'always', string[]>> = {
  always: ['runtime/index.ts', 'runtime/client.ts', 'serve/create-stdio-server.ts'],
  credentials: ['credentials/environment-credentials.ts'],
  http: ['serve/index.ts'],
  policy: ['serve/audit-log.ts'],
  'several-apis': ['serve/create-joined-stdio-server.ts'],
  'sign-in': ['access/identity-signer.ts', 'credentials/token-exchange.ts'],
  'sdk-v1': ['serve/sdk-v1.ts'],
  'sdk-v2': ['serve/sdk-v2-stdio.ts'],
};

const specifier =
  /(?<before>(?:^|\s)(?:import|export)\s[^'";]*?from\s+|\bimport\(\s*|^import\s+)'(?<name>[^'\n]+)'/gm;

/** Reads the runtime with the given capabilities: the modules that servers import, and everything that these reach. */
export async function readLibrary(
  capabilities: Capability[],
  { importExtension }: Pick<EmitTarget, 'importExtension'>,
): Promise<Library> {
  const present = new Set(capabilities);
  const written = capabilityModules(present);
  const texts = new Map<string, string>();
  const read = async (path: string): Promise<void> => {
    // The catalogue is written when all modules that name its codes are known.
    if (texts.has(path) || path === cataloguePath) return;
    texts.set(path, '');
    const text = written.get(path) ?? (await readFile(`${packageFolder}src/${path}`, 'utf8'));
    texts.set(path, text);
    const imported = importedBy(text).filter((name) => name.startsWith('.'));
    await Promise.all(imported.map((name) => read(posix.join(dirname(path), name))));
  };
  const served = entriesFor(present);
  await Promise.all(served.map(read));
  const reached = keepPublicComments(pruneLibrary(texts, served), served);
  const packages = new Set(
    [...reached.values()].flatMap(importedBy).filter((name) => !/^(\.|node:)/.test(name)),
  );
  reached.set(cataloguePath, emitErrorCatalogue(reached.values()));
  const modules = [...reached].map(([path, text]) => ({
    path,
    content: `${libraryHeader}${withExtension(joinImports(text), importExtension)}`,
  }));
  const license = await readFile(`${packageFolder}LICENSE`, 'utf8');
  const files = [...modules, { path: 'LICENSE', content: license }];
  return {
    files: files.toSorted((one, other) => (one.path < other.path ? -1 : 1)),
    packages: [...new Set([...packages].map(packageOf))].toSorted(),
  };
}

/** Returns the specifiers that a module imports. */
function importedBy(text: string): string[] {
  return [...text.matchAll(specifier)].map(({ groups }) => groups?.['name'] ?? '');
}

function entriesFor(present: ReadonlySet<Capability>): string[] {
  const wanted = ['always' as const, ...present].flatMap((capability) => entries[capability] ?? []);
  if (!present.has('http')) return wanted;
  return [
    ...wanted,
    ...(present.has('sdk-v2') ? ['serve/sdk-v2.ts'] : []),
    ...(present.has('several-apis') ? ['serve/create-joined-server.ts'] : []),
  ];
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

function withExtension(text: string, extension: EmitTarget['importExtension']): string {
  if (extension === '.ts') return text;
  return text.replace(specifier, (found, ...rest) => {
    const { before, name } = rest.at(-1) as { before: string; name: string };
    return name.startsWith('.') ? `${before}'${name.replace(/\.ts$/, extension)}'` : found;
  });
}
