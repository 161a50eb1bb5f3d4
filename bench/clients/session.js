// Reads the jobs of a program, and prints a line of JSON for each.
import { readFileSync } from 'node:fs';

/** Runs `work` for each job. It returns the number of tools, the refusals and the result of the call. */
export async function run(work) {
  for (const job of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
    console.log(JSON.stringify(await work(job)));
  }
}

/** Converts each tool, and returns the refusals. */
export async function take(tools, convert) {
  const refused = [];
  for (const tool of tools) {
    try {
      await convert(tool);
    } catch (error) {
      refused.push({ tool: tool.name, message: `${error.name}: ${error.message}`.slice(0, 300) });
    }
  }
  return refused;
}

/** Returns the parameters of a server over stdio. */
export function serverOf({ command, args, env }) {
  return { command, args, env, stderr: 'ignore' };
}
