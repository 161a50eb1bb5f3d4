// Makes a function tool of each tool, with strict schemas if it is told so, and calls one.
import { MCPServerStdio, RunContext, mcpToFunctionTool } from '@openai/agents';
import { run, serverOf, take } from './session.js';

const isStrict = process.argv.includes('strict');

await run(async (job) => {
  const server = new MCPServerStdio({ name: 'api', ...serverOf(job) });
  await server.connect();
  const tools = await server.listTools();
  const refused = await take(tools, (tool) => {
    const { strict } = mcpToFunctionTool(tool, server, isStrict);
    if (strict !== isStrict) throw new Error('the schema is not sent as a strict one');
  });
  const called = job.call && tools.find(({ name }) => name === job.call.name);
  const input = JSON.stringify(job.call?.arguments);
  const result =
    called && (await mcpToFunctionTool(called, server, isStrict).invoke(new RunContext({}), input));
  await server.close();
  return { tools: tools.length, refused, result: result && JSON.stringify(result) };
});
