import type { ServedApi } from './sdk.ts';

/** A server of either SDK for one connection. */
interface ConnectedServer {
  sendToolListChanged(): Promise<void>;
  sendResourceListChanged(): Promise<void>;
  sendPromptListChanged(): Promise<void>;
}

/**
 * Tells the client of a server when the lists of its API have changed (MCP 2025-11-25, server/tools, list changed
 * notification). Returns the server.
 */
export function announceChanges<Server extends ConnectedServer>(server: Server, api: ServedApi): Server {
  const { hasResources, onChange } = api;
  const hasPrompts = api.handlers.prompts !== undefined;
  const end = onChange?.(() => {
    const sent = [
      server.sendToolListChanged(),
      ...(hasResources ? [server.sendResourceListChanged()] : []),
      ...(hasPrompts ? [server.sendPromptListChanged()] : []),
    ];
    // The connection is closed.
    for (const each of sent) each.catch(() => end?.());
  });
  return server;
}
