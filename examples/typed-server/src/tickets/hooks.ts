import type { TicketsHooks } from './server.ts';

/** The changes of the team: they survive generating again, and a name that is gone from the document does not compile. */
export const hooks: TicketsHooks = {
  operations: {
    deleteTicket: { hidden: true },
    replyToTicket: {
      description: 'Reply to a ticket. The person who opened it receives the text by mail.',
      beforeRequest: (request) => ({
        ...request,
        headers: [...request.headers, ['X-Sent-By', 'assistant']],
      }),
    },
  },
};
