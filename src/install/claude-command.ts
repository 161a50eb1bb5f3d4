import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import type { InstallScope } from './clients.ts';
import type { JsonObject } from '../json/value.ts';

const execute = promisify(execFile);

/** Returns the arguments with which the command line of Claude Code adds a server. */
export function addArguments(name: string, scope: InstallScope, entry: JsonObject): string[] {
  return ['mcp', 'add-json', '--scope', scope, name, JSON.stringify(entry)];
}

/** Returns the arguments with which the command line of Claude Code removes a server. */
export function removeArguments(name: string, scope: InstallScope): string[] {
  return ['mcp', 'remove', '--scope', scope, name];
}

/**
 * Runs the command line of Claude Code in the folder of a project.
 *
 * @throws OpenApiMcpError CLIENT_CONFIG_INVALID
 */
export async function runClaude(program: string, args: string[], folder: string): Promise<void> {
  try {
    await execute(program, args, { cwd: folder, timeout: 60_000 });
  } catch (cause) {
    const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new OpenApiMcpError(
      'CLIENT_CONFIG_INVALID',
      `claude ${args.slice(0, 2).join(' ')} failed: ${output === '' ? messageOf(cause) : output}`,
      { cause, hint: 'Run the command that --dry-run prints, and fix what it reports.' },
    );
  }
}
