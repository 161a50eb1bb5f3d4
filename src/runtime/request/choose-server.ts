import { OpenApiMcpError } from '../../errors.ts';
import type { ApiDescriptor, OperationDescriptor, ServerDescriptor } from '../../descriptor.ts';

type Servers = Pick<ApiDescriptor, 'servers'>;

/**
 * Returns the server of an operation: the requested one if the operation has it, else the first one. A number counts
 * the servers of the document from 1; an operation with servers of its own has it if a name, description or URL
 * matches.
 */
export function chooseServer(
  api: Servers,
  { servers = api.servers }: Pick<OperationDescriptor, 'servers'>,
  requested: string | undefined,
): ServerDescriptor {
  const found = requested === undefined ? undefined : findServer(servers, requested, api.servers);
  return found ?? servers[0] ?? { url: '/' };
}

/**
 * Checks that the document or an operation has the requested server.
 *
 * @throws OpenApiMcpError OPTION_INVALID with a list of all servers
 */
export function checkServerChoice(
  api: Servers & { operations: Pick<OperationDescriptor, 'servers'>[] },
  requested: string | undefined,
): void {
  const own = api.operations.flatMap(({ servers }) => (servers === undefined ? [] : [servers]));
  const lists = [api.servers, ...own];
  if (requested === undefined || lists.some((list) => findServer(list, requested, api.servers) !== undefined))
    return;
  const numbered = api.servers.map((server, index) => `${index + 1} ${formatServer(server)}`);
  const others = [...new Set(own.flat().map(formatServer))].filter(
    (text) => !api.servers.some((server) => formatServer(server) === text),
  );
  throw new OpenApiMcpError('OPTION_INVALID', `there is no server ${JSON.stringify(requested)}`, {
    hint: `Give the number, name, description or URL of one of: ${[...numbered, ...others].join('; ')}. For any other, pass --base-url.`,
  });
}

function findServer(
  servers: ServerDescriptor[],
  requested: string,
  numbered: ServerDescriptor[],
): ServerDescriptor | undefined {
  const numberedServer = /^\d+$/.test(requested) ? numbered[Number(requested) - 1] : undefined;
  if (numberedServer === undefined) return servers.find((server) => matchesServer(server, requested));
  if (servers === numbered) return numberedServer;
  const { name, description, url } = numberedServer;
  return [name, description, url]
    .map((text) => (text === undefined ? undefined : servers.find((server) => matchesServer(server, text))))
    .find((server) => server !== undefined);
}

function matchesServer({ url, name, description }: ServerDescriptor, text: string): boolean {
  return (
    withoutSlash(url) === withoutSlash(text) ||
    [name, description].some((own) => own?.trim().toLowerCase() === text.trim().toLowerCase())
  );
}

function withoutSlash(url: string): string {
  return url.replace(/(?<!\/)\/+$/, '');
}

function formatServer({ url, name, description }: ServerDescriptor): string {
  const words = [name, description].filter((text) => text !== undefined);
  return words.length === 0 ? url : `${url} (${words.join(', ')})`;
}
