import { Client as ClientV2 } from '@modelcontextprotocol/client';
import type { Transport as TransportV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Transport as TransportV1 } from '@modelcontextprotocol/sdk/shared/transport.js';

/** A client with the same interface for both SDKs. Its lists contain all pages, which the v1 SDK fetches one by one. */
export interface InteropClient {
  protocolVersion: string | undefined;
  server: unknown;
  capabilities: unknown;
  instructions: string | undefined;
  listTools(): Promise<Record<string, unknown>[]>;
  listResources(): Promise<Record<string, unknown>[]>;
  listResourceTemplates(): Promise<Record<string, unknown>[]>;
  callTool(
    name: string,
    args?: Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>>;
  readResource(uri: string, signal?: AbortSignal): Promise<Record<string, unknown>>;
  complete(uriTemplate: string, variable: string, value: string): Promise<unknown>;
  listPrompts(): Promise<Record<string, unknown>[]>;
  getPrompt(name: string, args?: Record<string, string>): Promise<Record<string, unknown>>;
  completePrompt(name: string, argument?: string, value?: string): Promise<unknown>;
  close(): Promise<void>;
}

/** A client, with the protocol revision that it negotiates. */
export interface ClientKind {
  label: string;
  sdk: 'v1' | 'v2';
  protocolVersion: '2025-11-25' | '2026-07-28';
  /** Replies to questions. A client without it has no elicitation; with 'url' it can only open URLs. */
  consent?: Consent | 'url';
}

export type Consent = (message: string) => 'accept' | 'decline' | 'cancel' | Promise<never>;

/** The v1 SDK, and the v2 SDK with both protocol revisions. */
export const clientKinds = [
  { label: 'v1 client', sdk: 'v1', protocolVersion: '2025-11-25' },
  { label: 'v2 client of the 2025 era', sdk: 'v2', protocolVersion: '2025-11-25' },
  { label: 'v2 client of 2026-07-28', sdk: 'v2', protocolVersion: '2026-07-28' },
] as const satisfies ClientKind[];

const implementation = { name: 'interop', version: '1.0.0' };

function optionsOf(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function capabilitiesWith(consent: ClientKind['consent']) {
  if (consent === undefined) return {};
  return { elicitation: consent === 'url' ? { url: {} } : { form: {} } };
}

/** Connects a v1 client. */
export async function connectV1(
  transport: TransportV1,
  consent?: ClientKind['consent'],
): Promise<InteropClient> {
  const client = new ClientV1(implementation, { capabilities: capabilitiesWith(consent) });
  if (typeof consent === 'function')
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => ({
      action: await consent(params.message),
      content: {},
    }));
  await client.connect(transport);
  return {
    protocolVersion: '2025-11-25',
    server: client.getServerVersion(),
    capabilities: client.getServerCapabilities(),
    instructions: client.getInstructions(),
    listTools: () =>
      everyPage(async (cursor) => {
        const { tools, nextCursor } = await client.listTools(cursor);
        return { items: tools, nextCursor };
      }),
    listResources: () =>
      everyPage(async (cursor) => {
        const { resources, nextCursor } = await client.listResources(cursor);
        return { items: resources, nextCursor };
      }),
    listResourceTemplates: () =>
      everyPage(async (cursor) => {
        const { resourceTemplates, nextCursor } = await client.listResourceTemplates(cursor);
        return { items: resourceTemplates, nextCursor };
      }),
    callTool: (name, args, signal) =>
      client.callTool({ name, arguments: args }, undefined, optionsOf(signal)),
    readResource: (uri, signal) => client.readResource({ uri }, optionsOf(signal)),
    complete: async (uri, name, value) =>
      (await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name, value } })).completion,
    listPrompts: () =>
      everyPage(async (cursor) => {
        const { prompts, nextCursor } = await client.listPrompts(cursor);
        return { items: prompts, nextCursor };
      }),
    getPrompt: (name, args) => client.getPrompt({ name, arguments: args }),
    completePrompt: async (name, argument = 'a', value = '') =>
      (await client.complete({ ref: { type: 'ref/prompt', name }, argument: { name: argument, value } }))
        .completion,
    close: () => client.close(),
  };
}

async function everyPage<Item>(
  fetchPage: (params: { cursor?: string }) => Promise<{ items: Item[]; nextCursor: string | undefined }>,
): Promise<Item[]> {
  const all: Item[] = [];
  let params: { cursor?: string } | undefined = {};
  while (params !== undefined) {
    const { items, nextCursor }: { items: Item[]; nextCursor: string | undefined } = await fetchPage(params);
    all.push(...items);
    params = nextCursor === undefined ? undefined : { cursor: nextCursor };
  }
  return all;
}

/** Connects a v2 client that accepts only this protocol revision. */
export async function connectV2(
  transport: TransportV2,
  protocolVersion: ClientKind['protocolVersion'],
  consent?: ClientKind['consent'],
): Promise<InteropClient> {
  const mode = protocolVersion === '2026-07-28' ? { pin: protocolVersion } : 'legacy';
  const client = new ClientV2(implementation, {
    versionNegotiation: { mode },
    capabilities: capabilitiesWith(consent),
  });
  if (typeof consent === 'function')
    client.setRequestHandler('elicitation/create', async ({ params }) => ({
      action: await consent(params.message),
      content: {},
    }));
  await client.connect(transport);
  return {
    protocolVersion: client.getNegotiatedProtocolVersion(),
    server: client.getServerVersion(),
    capabilities: client.getServerCapabilities(),
    instructions: client.getInstructions(),
    listTools: async () => (await client.listTools()).tools,
    listResources: async () => (await client.listResources()).resources,
    listResourceTemplates: async () => (await client.listResourceTemplates()).resourceTemplates,
    callTool: (name, args = {}, signal) => client.callTool({ name, arguments: args }, optionsOf(signal)),
    readResource: (uri, signal) => client.readResource({ uri }, optionsOf(signal)),
    complete: async (uri, name, value) =>
      (await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name, value } })).completion,
    listPrompts: async () => (await client.listPrompts()).prompts,
    getPrompt: (name, args = {}) => client.getPrompt({ name, arguments: args }),
    completePrompt: async (name, argument = 'a', value = '') =>
      (await client.complete({ ref: { type: 'ref/prompt', name }, argument: { name: argument, value } }))
        .completion,
    close: () => client.close(),
  };
}
