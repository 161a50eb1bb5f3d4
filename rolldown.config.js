import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { defineConfig } from 'rolldown';

// Each file that Node.js finds, reads and compiles costs a start a third of a millisecond: what is loaded together is
// one file. tsc writes the types beside.
const { exports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const entries = Object.values(exports)
  .filter((entry) => typeof entry === 'object')
  .map((entry) => entry.default.replace(/^\.\/dist\/|\.js$/g, ''));

const isPackage = /^[^./]/;
/** The packages that are bundled with the command line: those that a start or the help needs, with their dependencies. */
const isBundled =
  /^(?:@modelcontextprotocol\/(?:core|node|server)|@hono\/node-server|hono|zod|yargs|yargs-parser|cliui|y18n|escalade|js-yaml|ajv-formats\/dist\/formats\.js)(?:\/|$)/;

const describing = staticImports(
  'src/thread/describe-in-process.ts',
  'src/thread/handle-describe-request.ts',
);
const start = staticImports(
  'src/cli/run.ts',
  'src/cli/commands/serve.ts',
  'src/cli/open-document.ts',
  'src/cache/open-description.ts',
);
const server = staticImports('src/cli/run-server.ts', 'src/serve/stdio.ts');
/** The parser of yargs, which parses a command line. */
const isParser = /\/yargs\/(?:helpers|node_modules\/yargs-parser)\//;

/**
 * The modules that are loaded together: those of a start, which parse a command line and open its document, those that
 * describe it, and those of a server after it. A thread that describes shares some of them, and loads no others.
 */
const commandGroups = [
  { name: 'ground', test: (id) => describing.has(id) && (start.has(id) || server.has(id)) },
  { name: 'describe', test: (id) => describing.has(id) },
  { name: 'start', test: (id) => start.has(id) || isParser.test(id) },
  { name: 'server', test: (id) => server.has(id) },
];

export default defineConfig([
  {
    input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
    external: isPackage,
    ...intoFolder('shared'),
  },
  {
    // A thread is started by the path of its file, which is in the folder of the chunk that starts it.
    input: {
      cli: 'src/cli.ts',
      'command/worker': 'src/thread/worker.ts',
      'command/export-thread': 'src/telemetry/export-thread.ts',
    },
    external: (name) => isPackage.test(name) && !isBundled.test(name),
    plugins: [licenses('command/THIRD-PARTY-LICENSES.txt')],
    // A start needs the parser of yargs alone, without what the help needs.
    treeshake: { moduleSideEffects: (id) => !/node_modules\/(?:cliui|escalade|y18n|yargs\/lib)\//.test(id) },
    // Required by groups without their dependencies.
    preserveEntrySignatures: 'allow-extension',
    ...intoFolder('command', commandGroups),
  },
  {
    // The explorer: a page that a server sends to browsers.
    input: { app: 'web/main.tsx' },
    tsconfig: 'web/tsconfig.json',
    platform: 'browser',
    logLevel: 'warn',
    plugins: [licenses('THIRD-PARTY-LICENSES.txt'), pageFiles()],
    output: { dir: 'dist/web', format: 'esm', minify: true, codeSplitting: false },
  },
]);

/** Returns the paths of the modules that some modules import, directly or not, before they run; their own among them. */
function staticImports(...paths) {
  const found = new Set();
  const pending = paths.map((path) => resolve(path));
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const imports = readFileSync(path, 'utf8').matchAll(/^(?:import|export)(?! type)[^;']*'(\.[^']+)';/gm);
    for (const [, name] of imports) pending.push(resolve(dirname(path), name));
  }
  return found;
}

/** Returns options that write chunks one folder deep, like the sources, so that relative paths stay valid. */
function intoFolder(name, groups) {
  const output = {
    dir: 'dist',
    format: 'esm',
    chunkFileNames: `${name}/[name].js`,
    codeSplitting: groups === undefined || { includeDependenciesRecursively: false, groups },
    // Node.js compiles a start sooner without comments and white space. Names stay, for the stacks of errors.
    minify: groups !== undefined && { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  };
  return { platform: 'node', logLevel: 'warn', output };
}

/** Writes the files of the explorer beside its script. The style sheets become one. */
function pageFiles() {
  return {
    name: 'page-files',
    generateBundle() {
      for (const fileName of ['index.html', 'icon.svg'])
        this.emitFile({ type: 'asset', fileName, source: readFileSync(join('web', fileName), 'utf8') });
      const styles = readdirSync('web/styles').toSorted();
      const source = styles.map((name) => readFileSync(join('web/styles', name), 'utf8')).join('');
      this.emitFile({
        type: 'asset',
        fileName: 'style.css',
        source: source.replace(/\/\*.*?\*\/|^\s+/gms, ''),
      });
    },
  };
}

/** Writes the licenses of the packages that were bundled into a file. */
function licenses(fileName) {
  return {
    name: 'licenses',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
      const modules = chunks.flatMap(({ moduleIds }) => moduleIds);
      const folders = modules.flatMap(
        (id) => /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+(?=[/\\])/.exec(id)?.[0] ?? [],
      );
      const source = [...new Set(folders)]
        .toSorted()
        .map(licenseOf)
        .join(`\n${'-'.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

function licenseOf(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined)
    throw new Error(`${name} has no file that is its license, so it cannot be bundled.`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8')}`;
}
