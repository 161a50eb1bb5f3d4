import type { ServedApi } from './sdk.ts';

/** What a server says of itself (MCP 2025-11-25, `Implementation`). */
export function implementationOf(api: ServedApi): { name: string; title: string; version: string } {
  return { name: api.name, title: api.title, version: api.version };
}

/** What a server can do (MCP 2025-11-25, `ServerCapabilities`). Only resource templates have anything to complete. */
export function capabilitiesOf({ hasResources, handlers }: ServedApi): {
  tools: Record<string, never>;
  resources?: Record<string, never>;
  completions?: Record<string, never>;
  prompts?: Record<string, never>;
} {
  return {
    tools: {},
    ...(hasResources ? { resources: {}, completions: {} } : {}),
    ...(handlers.prompts === undefined ? {} : { prompts: {} }),
  };
}
