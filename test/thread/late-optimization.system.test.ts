import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { optimizationFlags } from '../../src/thread/late-optimization.ts';
import { nodeProgram } from '../support/ci-tools.ts';

it.each(Object.entries(optimizationFlags))(
  'the flag of V8 in Node.js %s is set back to its default',
  (major, { name, normal }) => {
    const program = major === '20' ? process.execPath : nodeProgram(Number(major));
    expect(execFileSync(program, ['--version'], { encoding: 'utf8' })).toMatch(new RegExp(`^v${major}\\.`));
    const options = execFileSync(program, ['--v8-options'], { encoding: 'utf8' });
    expect(options).toMatch(new RegExp(`default: --${name}=${normal}\n`));
  },
);
