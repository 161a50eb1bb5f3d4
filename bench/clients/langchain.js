// Makes a LangChain tool of each tool, which checks arguments itself, and calls one.
import { MultiServerMCPClient } from '@langchain/mcp-adapters';
import { run, serverOf } from './session.js';

await run(async (job) => {
  const client = new MultiServerMCPClient({ mcpServers: { api: serverOf(job) } });
  const tools = await client.getTools();
  const called = job.call && tools.find(({ name }) => name === job.call.name);
  const result = called && JSON.stringify(await called.invoke(job.call.arguments));
  await client.close();
  return { tools: tools.length, refused: [], result };
});
