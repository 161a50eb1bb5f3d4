import type { JsonObject, ShownExchange } from '../protocol/mcp-types.ts';

/** Returns a word for a POSIX shell. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Returns a request as a command of curl. Secrets are redacted in it. */
export function curlOf({ method, url, requestHeaders, requestBody }: ShownExchange): string {
  const lines = [
    `curl ${method === 'GET' ? '' : method === 'HEAD' ? '--head ' : `--request ${method} `}${quote(url)}`,
    ...requestHeaders.map(([name, value]) => `--header ${quote(`${name}: ${value}`)}`),
  ];
  if (requestBody !== undefined && requestBody.size > 0)
    lines.push(
      requestBody.text === undefined || requestBody.isTruncated === true
        ? '--data-binary @body'
        : `--data-raw ${quote(requestBody.text)}`,
    );
  return lines.join(' \\\n  ');
}

/** Returns a call as a message of MCP. */
export function messageOf(name: string, args: JsonObject): string {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } };
  return JSON.stringify(message, undefined, 2);
}

/** Returns a call as a command of openapi-mcp. */
export function commandOf(document: string | undefined, name: string, args: JsonObject): string {
  const given = Object.keys(args).length === 0 ? '' : ` --args ${quote(JSON.stringify(args))}`;
  return `openapi-mcp call ${quote(document ?? 'openapi.yaml')} ${quote(name)}${given}`;
}
