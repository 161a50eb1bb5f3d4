// Libraries of clients, each with its packages, the program that uses it, and the profile of the list that it takes.

/** @typedef {{ name: string, packages: string[], program: string, profile?: string, options?: string[] }} ClientLibrary */

/** @type {ClientLibrary[]} */
export const clients = [
  { name: 'google-genai', packages: ['google-genai', 'mcp'], program: 'gemini.py' },
  {
    name: 'pydantic',
    packages: ['pydantic', 'mcp', 'json-schema-to-pydantic'],
    program: 'pydantic_models.py',
  },
  {
    name: 'llama-index-tools-mcp',
    packages: ['llama-index-tools-mcp'],
    program: 'llama.py',
    profile: 'llamaindex',
  },
  { name: 'langchain-mcp-adapters', packages: ['langchain-mcp-adapters', 'mcp<2'], program: 'langchain.py' },
  { name: '@google/genai', packages: ['@google/genai', '@modelcontextprotocol/sdk'], program: 'gemini.js' },
  { name: '@openai/agents', packages: ['@openai/agents'], program: 'openai-agents.js' },
  {
    name: '@openai/agents, strict',
    packages: ['@openai/agents'],
    program: 'openai-agents.js',
    profile: 'openai-strict',
    options: ['strict'],
  },
  { name: '@ai-sdk/mcp', packages: ['@ai-sdk/mcp', 'ajv'], program: 'ai-sdk.js' },
  { name: '@langchain/mcp-adapters', packages: ['@langchain/mcp-adapters'], program: 'langchain.js' },
];
