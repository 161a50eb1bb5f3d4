import type { JsonObject } from '../../src/json/value.ts';

/** Sends a call of MCP 2026-07-28 over HTTP, on a connection of its own, and returns the status with the result. */
export async function postCall(
  url: string,
  name: string,
  params: JsonObject,
  headers: Record<string, string> = {},
): Promise<{ status: number; result: JsonObject }> {
  const protocolVersion = '2026-07-28';
  const meta = {
    'io.modelcontextprotocol/protocolVersion': protocolVersion,
    'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
    'io.modelcontextprotocol/clientInfo': { name: 'post-call', version: '1' },
  };
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      connection: 'close',
      'mcp-protocol-version': protocolVersion,
      'mcp-method': 'tools/call',
      'mcp-name': name,
      ...headers,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name, ...params, _meta: meta },
    }),
  });
  const text = await response.text();
  const json = /^data: (.*)$/m.exec(text)?.[1] ?? text;
  const { result = {}, error }: { result?: JsonObject; error?: JsonObject } = JSON.parse(json);
  return { status: response.status, result: error === undefined ? result : { error } };
}
