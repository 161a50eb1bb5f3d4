import { readFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';

// Each file that Node.js finds, reads and compiles costs a start a third of a millisecond: what is loaded together is
// one file. tsc writes the types beside.
const { bin, exports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const built = [...Object.values(bin), ...Object.values(exports).map((entry) => entry.default)];
const entries = built.map((path) => path.replace(/^(\.\/)?dist\/|\.js$/g, ''));

export default defineConfig({
  input: {
    ...Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
    // Threads are started by the path of a file: here it stands beside what starts it.
    'shared/worker': 'src/thread/worker.ts',
  },
  platform: 'node',
  logLevel: 'warn',
  external: /^[^./]/,
  // As deep in the package as the folders of src, so that paths of other files stay right.
  output: { dir: 'dist', format: 'esm', chunkFileNames: 'shared/[name].js' },
});
