#!/usr/bin/env node
import module from 'node:module';

// From Node 22 on, compiled code is kept from one start to the next; it must be asked for before anything is imported.
if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function')
  module.enableCompileCache();
const { run } = await import('./cli/run.ts');

process.exitCode = await run(process.argv.slice(2));
