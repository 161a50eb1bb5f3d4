import type { ServedApi } from './sdk.ts';

/** Returns the identity of a server (MCP 2025-11-25, `Implementation`). */
export function implementationOf(api: ServedApi): { name: string; title: string; version: string } {
  return { name: api.name, title: api.title, version: api.version };
}

/**
 * Returns the capabilities of a server (MCP 2025-11-25, `ServerCapabilities`). Resource templates have completions, and
 * so can the arguments of prompts.
 */
export function capabilitiesOf({ hasResources, handlers }: ServedApi): {
  tools: Record<string, never>;
  resources?: Record<string, never>;
  completions?: Record<string, never>;
  prompts?: Record<string, never>;
} {
  return {
    tools: {},
    ...(hasResources ? { resources: {} } : {}),
    ...(hasResources || handlers.prompts?.completes === true ? { completions: {} } : {}),
    ...(handlers.prompts === undefined ? {} : { prompts: {} }),
  };
}
