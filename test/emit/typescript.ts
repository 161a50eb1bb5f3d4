import { join } from 'node:path';
import { repository, start } from '../support/cli.ts';

/** What a strict project compiles with. */
export const strictOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitReturns: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  noPropertyAccessFromIndexSignature: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  skipLibCheck: false,
  module: 'nodenext',
  target: 'es2023',
  lib: ['es2023'],
  rewriteRelativeImportExtensions: true,
  resolveJsonModule: true,
  types: ['node'],
  noEmit: true,
};

/** What a compiler has to say about a project; nothing is good. */
export async function typeCheck(
  compiler: 'typescript' | 'typescript-7' | (string & {}),
  folder: string,
): Promise<string> {
  const tsc = join(repository, 'node_modules', compiler, 'bin/tsc');
  await using running = start(process.execPath, [tsc, '-p', folder], { cwd: folder });
  await running.ended;
  return running.stdout() + running.stderr();
}
