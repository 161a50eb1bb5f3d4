import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const configuration = ['package.json', 'rolldown.config.js', 'tsconfig.json', 'tsconfig.build.json'];

/** Builds `dist` before the tests if a source or the configuration of the build is newer. */
export function setup(): void {
  const output = join(root, 'dist/cli.js');
  const built = existsSync(output) ? statSync(output).mtimeMs : 0;
  const sources = ['src', 'web'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:tsx?|css|html|svg)$/.test(path))
      .map((path) => join(folder, path)),
  );
  const isStale = [...configuration, ...sources].some((path) => statSync(join(root, path)).mtimeMs > built);
  if (isStale) execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'inherit' });
}
