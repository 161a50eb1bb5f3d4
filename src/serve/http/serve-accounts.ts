import { readBytes } from './read-body.ts';
import { sendText } from './send-response.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../../runtime/protocol.ts';
import type { PageRequest, UserAccounts } from '../../runtime/security/user-accounts.ts';

/** The start of the paths of all pages about accounts. */
const root = '/connect/';

/** Bytes of a form. */
const maxFormBytes = 65_536;

/** Returns the accounts that a path belongs to: `/connect/<api>/…`. */
export function accountsAt(path: string, all: readonly UserAccounts[] = []): UserAccounts | undefined {
  if (!path.startsWith(root)) return undefined;
  return all.find(({ name }) => path.startsWith(`${root}${encodeURIComponent(name)}/`));
}

/** Responds to a browser that connects an account. */
export async function serveAccounts(
  request: IncomingMessage,
  response: ServerResponse,
  accounts: UserAccounts,
  authenticate: (token: string) => Promise<Principal | undefined>,
): Promise<void> {
  const { method = '', url = '', headers } = request;
  const [path = '', query = ''] = url.split('?', 2);
  if (!['GET', 'POST'].includes(method)) return void response.writeHead(405, { allow: 'GET, POST' }).end();
  const bytes = method === 'POST' ? await readBytes(request, maxFormBytes) : Buffer.alloc(0);
  if (bytes === undefined) return sendText(response, 413, 'The form is too large');
  const page: PageRequest = {
    method,
    path: path.slice(root.length + encodeURIComponent(accounts.name).length),
    query: new URLSearchParams(query),
    form: new URLSearchParams(bytes.toString('utf8')),
    cookie: headers.cookie ?? '',
    authenticate,
  };
  const found = await accounts.respond(page);
  if (found === undefined) return sendText(response, 404, 'There is no such page');
  response.writeHead(found.status, found.headers).end(found.body);
}
