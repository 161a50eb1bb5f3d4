import { auditEvent } from '../../runtime/policy/audit-calls.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { readBytes } from './read-body.ts';
import { sendText } from './send-response.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PageRequest, PageResponse, UserAccounts } from '../../runtime/security/user-accounts.ts';
import type { HttpServedApi } from './http-server.ts';

/** The start of the paths of all pages about accounts. */
const root = '/connect';

/** Bytes of a form. */
const maxFormBytes = 65_536;

/** Returns true for the path of a page about accounts, if there are any. */
export function isAccountPath(path: string, { accounts = [] }: Pick<HttpServedApi, 'accounts'>): boolean {
  return accounts.length > 0 && (path === root || path.startsWith(`${root}/`));
}

/** Responds to a browser that connects an account. */
export async function serveAccounts(
  request: IncomingMessage,
  response: ServerResponse,
  { accounts = [], audit }: Pick<HttpServedApi, 'accounts' | 'audit'>,
  { authenticate, signIn }: Pick<PageRequest, 'authenticate' | 'signIn'>,
): Promise<void> {
  const { method = '', url = '', headers } = request;
  const [path = '', query = ''] = url.split('?', 2);
  if (!['GET', 'POST'].includes(method)) return void response.writeHead(405, { allow: 'GET, POST' }).end();
  const bytes = method === 'POST' ? await readBytes(request, maxFormBytes) : Buffer.alloc(0);
  if (bytes === undefined) return sendText(response, 413, 'The form is too large');
  const common = {
    method,
    path: path.slice(root.length),
    query: new URLSearchParams(query),
    form: new URLSearchParams(bytes.toString('utf8')),
    cookie: headers.cookie ?? '',
    authenticate,
    ...omitUndefined({ signIn }),
  };
  for (const each of accounts) {
    const page: PageRequest = {
      ...common,
      record({ caller: { name: caller, issuer }, ...facts }) {
        const api = accounts.length > 1 ? each.name : undefined;
        audit?.(auditEvent({ ...facts, caller, ...omitUndefined({ issuer, api }) }));
      },
    };
    const found = path === root ? indexOf(page, accounts) : await each.respond(page);
    if (found !== undefined) return void response.writeHead(found.status, found.headers).end(found.body);
  }
  return sendText(response, 404, 'There is no such page');
}

/** Returns the page that leads to the accounts of each API, or a redirect to those of the only one. */
function indexOf(request: PageRequest, accounts: readonly UserAccounts[]): PageResponse | undefined {
  const [first] = accounts;
  // A relative place holds behind a proxy that adds a path.
  const location = `connect/${encodeURIComponent(first?.name ?? '')}`;
  return accounts.length === 1
    ? { status: 303, headers: { location }, body: '' }
    : first?.index(request, accounts);
}
