// Generates a server of a document into a folder, and compiles it, for bench/startup.js.
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

const compilerOptions = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2023,
  rewriteRelativeImportExtensions: true,
  verbatimModuleSyntax: true,
};

/** Returns the path of a program that serves `spec` over standard input and output, and its number of operations. */
export async function buildGenerated(spec, folder) {
  const { generateServer } = await import('../dist/index.js');
  const source = join(folder, 'generated');
  const output = join(folder, 'compiled');
  mkdirSync(output);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(modules, join(folder, 'node_modules'));
  const { descriptor } = await generateServer(spec, source);
  for (const path of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    const isCode = path.endsWith('.ts');
    if (!isCode && !path.endsWith('.json')) continue;
    const text = readFileSync(join(source, path), 'utf8');
    const target = join(output, isCode ? path.replace(/\.ts$/, '.js') : path);
    mkdirSync(dirname(target), { recursive: true });
    const compiled = isCode
      ? ts.transpileModule(text, { compilerOptions, fileName: join(output, path) }).outputText
      : text;
    writeFileSync(target, compiled);
  }
  const main = join(folder, 'main.js');
  writeFileSync(
    main,
    `import * as server from './compiled/server.js';
const [create] = Object.values(server);
const { serveStdio } = await create();
await (await serveStdio()).closed;
`,
  );
  return { main, operations: descriptor.operations.length };
}
