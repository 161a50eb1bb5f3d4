import type { ServedApi } from './sdk.ts';

/** Returns the identity of a server (MCP 2025-11-25, `Implementation`). */
export function implementationOf(api: ServedApi): { name: string; title: string; version: string } {
  return { name: api.name, title: api.title, version: api.version };
}

/** The capability of a list, which tells clients if it changes. */
type ListCapability = { listChanged?: true };

/**
 * Returns the capabilities of a server (MCP 2025-11-25, `ServerCapabilities`). Resource templates have completions, and
 * so can the arguments of prompts.
 */
export function capabilitiesOf({ hasResources, handlers, onChange }: ServedApi): {
  tools: ListCapability;
  resources?: ListCapability;
  completions?: Record<string, never>;
  prompts?: ListCapability;
} {
  const list: ListCapability = onChange === undefined ? {} : { listChanged: true };
  return {
    tools: list,
    ...(hasResources ? { resources: list } : {}),
    ...(hasResources || handlers.prompts?.completes === true ? { completions: {} } : {}),
    ...(handlers.prompts === undefined ? {} : { prompts: list }),
  };
}
