import type { ConnectedServer, ServedApi } from './sdk.ts';

/**
 * Tells the client of a server when the lists of its API have changed (MCP 2025-11-25, server/tools, list changed
 * notification).
 */
export function announceChanges(server: ConnectedServer, api: ServedApi): void {
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
}
