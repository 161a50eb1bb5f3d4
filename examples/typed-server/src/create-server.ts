import { countOpenTickets } from './count-open-tickets.ts';
import { createTicketsServer } from './tickets/index.ts';
import type { ApiServer, ServerOptions } from 'openapi-mcp/serve';

/** Creates the server of the team. */
export async function createServer(options: ServerOptions = {}): Promise<ApiServer> {
  return createTicketsServer({
    ...options,
    policy: { confirm: 'destructive' },
    extensions: { tools: [countOpenTickets] },
  });
}
