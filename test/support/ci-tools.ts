import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Returns a path below the folder of `OPENAPI_MCP_CI_TOOLS`, into which `.ci/run` installs newer versions of Node.js and
 * other packages that are no dependencies. Throws if it is not there.
 */
export function ciTool(path: string): string {
  const folder = process.env['OPENAPI_MCP_CI_TOOLS'];
  const hint = 'Run .ci/run, or set OPENAPI_MCP_CI_TOOLS to the folder that .ci/run prints.';
  if (folder === undefined) throw new Error(`OPENAPI_MCP_CI_TOOLS is not set. ${hint}`);
  const tool = join(folder, path);
  if (!existsSync(tool)) throw new Error(`${tool} does not exist. ${hint}`);
  return tool;
}

/** Returns the program of a major version of Node.js. */
export function nodeProgram(major: number): string {
  return ciTool(`node-${major}/node_modules/node/bin/node`);
}
