import type { ServedApi } from './types.ts';

/** What a server says of itself (MCP 2025-11-25, `Implementation`). */
export function implementationOf(api: ServedApi): { name: string; title: string; version: string } {
  return { name: api.name, title: api.title, version: api.version };
}

/** What a server can do (MCP 2025-11-25, `ServerCapabilities`). Only resource templates have anything to complete. */
export function capabilitiesOf(api: ServedApi): {
  tools: Record<string, never>;
  resources?: Record<string, never>;
  completions?: Record<string, never>;
} {
  return api.hasResources ? { tools: {}, resources: {}, completions: {} } : { tools: {} };
}
