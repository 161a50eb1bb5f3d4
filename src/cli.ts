#!/usr/bin/env node
import { enableCompileCache } from './thread/compile-cache.ts';

enableCompileCache();
const { run } = await import('./cli/run.ts');

process.exitCode = await run(process.argv.slice(2));
