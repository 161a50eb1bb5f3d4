import { listTickets } from './tickets/client.ts';
import type { CustomTool } from 'openapi-mcp/runtime';

/** Counts the open tickets, which takes a model many tokens. */
export const countOpenTickets: CustomTool = {
  name: 'count_open_tickets',
  description: 'Counts the open tickets of each priority.',
  annotations: { readOnlyHint: true },
  call: async () => {
    const counts: Record<string, number> = {};
    for (const { priority = 'normal' } of await listTickets({ status: 'open', limit: 100 }))
      counts[priority] = (counts[priority] ?? 0) + 1;
    return counts;
  },
};
