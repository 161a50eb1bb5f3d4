import { readFile } from 'node:fs/promises';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmitTarget, GeneratedFile } from './generated-file.ts';

/** Source of this package: beside this file in a checkout, beside `dist` where it is installed. */
const sourceFolder = fileURLToPath(new URL('../../src/', import.meta.url));

/** Where the copy stands in the output. */
export const libraryFolder = 'lib';

/** The runtime as it is copied, and what it needs from elsewhere. */
export interface Library {
  files: GeneratedFile[];
  /** Names of packages. */
  packages: string[];
}

const specifier =
  /(?<before>(?:^|\s)(?:import|export)\s[^'";]*?from\s+|\bimport\(\s*|^import\s+)'(?<name>[^'\n]+)'/gm;

/** The source files that emitted code runs on, from its entries on: the same text, but for the extension of imports. */
export async function readLibrary(target: Pick<EmitTarget, 'sdk' | 'importExtension'>): Promise<Library> {
  const entries = [
    'runtime/index.ts',
    'runtime/client.ts',
    'credentials/open-credentials.ts',
    'serve/index.ts',
    `serve/sdk-${target.sdk}.ts`,
  ];
  const texts = new Map<string, string>();
  const packages = new Set<string>();
  const read = async (path: string): Promise<void> => {
    if (texts.has(path)) return;
    texts.set(path, '');
    const text = await readFile(`${sourceFolder}${path}`, 'utf8');
    texts.set(path, text);
    const names = [...text.matchAll(specifier)].map(({ groups }) => groups?.['name'] ?? '');
    for (const name of names) if (!/^(\.|node:)/.test(name)) packages.add(packageOf(name));
    const imported = names.filter((name) => name.startsWith('.'));
    await Promise.all(imported.map((name) => read(posix.join(dirname(path), name))));
  };
  await Promise.all(entries.map(read));
  const paths = [...texts.keys()].toSorted();
  return {
    files: paths.map((path) => ({
      path: `${libraryFolder}/${path}`,
      content: withExtension(texts.get(path) ?? '', target.importExtension),
    })),
    packages: [...packages].toSorted(),
  };
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
