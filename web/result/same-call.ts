import type { JsonObject, ShownExchange } from '../protocol/mcp-types.ts';
import type { CallCommand } from '../../src/explorer/explorer-types.ts';

/** Returns a word for a POSIX shell. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Returns a request as a command of curl. Secrets are redacted in it. */
export function curlOf({ method, url, requestHeaders, requestBody }: ShownExchange): string {
  const isRead = method === 'GET' && (requestBody?.size ?? 0) === 0;
  const verb = isRead ? '' : method === 'HEAD' ? '--head ' : `--request ${method} `;
  // Otherwise curl reads brackets and braces as a pattern of URLs.
  const isLiteral = /[[\]{}]/.test(url) ? '--globoff ' : '';
  const lines = [
    `curl ${isLiteral}${verb}${quote(url)}`,
    // Without a semicolon, curl leaves out a header that is empty.
    ...requestHeaders.map(
      ([name, value]) => `--header ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`,
    ),
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

/** Returns a call as a command of openapi-mcp, or undefined if its document is not known. */
export function commandOf(
  { commands = [], document }: { commands?: CallCommand[]; document?: string },
  name: string,
  args: JsonObject,
): string | undefined {
  const installed = document === undefined ? [] : [{ prefix: '', words: ['openapi-mcp', 'call', document] }];
  const found = [...commands, ...installed].find(({ prefix }) => name.startsWith(prefix));
  if (found === undefined) return undefined;
  const { prefix, words } = found;
  const given = Object.keys(args).length === 0 ? [] : ['--args', JSON.stringify(args)];
  return [...words, name.slice(prefix.length), ...given].map(quote).join(' ');
}
