#!/usr/bin/env node
import { keepCompiledCode } from './thread/compile-cache.ts';

keepCompiledCode();
const { run } = await import('./cli/run.ts');

process.exitCode = await run(process.argv.slice(2));
