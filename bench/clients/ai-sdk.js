// Makes a tool of the AI SDK of each tool, and calls one.
import { createMCPClient } from '@ai-sdk/mcp';
import { Experimental_StdioMCPTransport as StdioTransport } from '@ai-sdk/mcp/mcp-stdio';
import { Ajv } from 'ajv';
import { run, serverOf, take } from './session.js';

await run(async (job) => {
  const client = await createMCPClient({ transport: new StdioTransport(serverOf(job)) });
  const tools = await client.tools();
  const refused = await take(
    Object.entries(tools).map(([name, tool]) => ({ name, ...tool })),
    ({ inputSchema }) => new Ajv({ strict: false, validateFormats: false }).compile(inputSchema.jsonSchema),
  );
  const result = job.call && (await tools[job.call.name].execute(job.call.arguments, { messages: [] }));
  await client.close();
  return { tools: Object.keys(tools).length, refused, result: result && JSON.stringify(result) };
});
