// Declares each tool as a function of Gemini with `mcpToTool`, and lets a model that is faked call one.
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { GoogleGenAI, mcpToTool } from '@google/genai';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { run, serverOf } from './session.js';

await run(async (job) => {
  const client = new Client({ name: 'google-genai', version: '1.0.0' });
  await client.connect(new StdioClientTransport(serverOf(job)));
  const tool = mcpToTool(client);
  const { functionDeclarations } = await tool.tool();
  const result = job.call && (await callThroughModel(tool, job.call));
  await client.close();
  return { tools: functionDeclarations.length, refused: [], result };
});

async function callThroughModel(tool, { name, arguments: args }) {
  const model = createServer(async (request, response) => {
    const { contents } = await json(request);
    const results = contents.flatMap(({ parts }) => parts).filter((part) => part.functionResponse);
    const part = results.length > 0 ? { text: JSON.stringify(results) } : { functionCall: { name, args } };
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ candidates: [{ content: { role: 'model', parts: [part] } }] }));
  });
  await new Promise((resolve) => model.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${model.address().port}`;
  const genAi = new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl } });
  const { text } = await genAi.models.generateContent({
    model: 'any',
    contents: 'Call it.',
    config: { tools: [tool] },
  });
  model.close();
  return text;
}
