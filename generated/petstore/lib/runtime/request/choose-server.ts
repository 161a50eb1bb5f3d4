import { OpenApiMcpError } from '../../errors.ts';
import type { ApiDescriptor, OperationDescriptor, ServerDescriptor } from '../../descriptor.ts';

type Servers = Pick<ApiDescriptor, 'servers'>;

/**
 * The server of an operation: the one that was asked for where its list has it, else the first of its list. A number
 * counts the document's servers from 1; an operation's own list is then searched for what that server is called.
 */
export function chooseServer(
  api: Servers,
  { servers = api.servers }: Pick<OperationDescriptor, 'servers'>,
  wanted: string | undefined,
): ServerDescriptor {
  const found = wanted === undefined ? undefined : findServer(servers, wanted, api.servers);
  return found ?? servers[0] ?? { url: '/' };
}

/**
 * Refuses a choice that no list of servers has.
 *
 * @throws OpenApiMcpError OPTION_INVALID, with all servers there are
 */
export function checkServerChoice(
  api: Servers & { operations: Pick<OperationDescriptor, 'servers'>[] },
  wanted: string | undefined,
): void {
  const own = api.operations.flatMap(({ servers }) => (servers === undefined ? [] : [servers]));
  const lists = [api.servers, ...own];
  if (wanted === undefined || lists.some((list) => findServer(list, wanted, api.servers) !== undefined))
    return;
  const numbered = api.servers.map((server, index) => `${index + 1} ${inWords(server)}`);
  const others = [...new Set(own.flat().map(inWords))].filter(
    (words) => !api.servers.some((server) => inWords(server) === words),
  );
  throw new OpenApiMcpError('OPTION_INVALID', `there is no server ${JSON.stringify(wanted)}`, {
    hint: `Give the number, name, description or URL of one of: ${[...numbered, ...others].join('; ')}. For any other, pass --base-url.`,
  });
}

function findServer(
  servers: ServerDescriptor[],
  wanted: string,
  numbered: ServerDescriptor[],
): ServerDescriptor | undefined {
  const counted = /^\d+$/.test(wanted) ? numbered[Number(wanted) - 1] : undefined;
  if (counted === undefined) return servers.find((server) => isCalled(server, wanted));
  if (servers === numbered) return counted;
  const { name, description, url } = counted;
  return [name, description, url]
    .map((text) => (text === undefined ? undefined : servers.find((server) => isCalled(server, text))))
    .find((server) => server !== undefined);
}

function isCalled({ url, name, description }: ServerDescriptor, text: string): boolean {
  return (
    withoutSlash(url) === withoutSlash(text) ||
    [name, description].some((own) => own?.trim().toLowerCase() === text.trim().toLowerCase())
  );
}

function withoutSlash(url: string): string {
  return url.replace(/(?<!\/)\/+$/, '');
}

function inWords({ url, name, description }: ServerDescriptor): string {
  const words = [name, description].filter((text) => text !== undefined);
  return words.length === 0 ? url : `${url} (${words.join(', ')})`;
}
