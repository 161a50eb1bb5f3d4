import type { Handlers } from '../runtime/protocol.ts';

/** An API as an MCP server shows it: who it is, and what answers for it. */
export interface ServedApi {
  /** Programmatic name of the server (MCP `Implementation.name`). */
  name: string;
  /** Name for people. */
  title: string;
  version: string;
  /** What a model should know before it uses the tools. */
  instructions: string;
  /** Whether any operation is addressed as a resource; without one, neither resources nor completions are offered. */
  hasResources: boolean;
  /** Shared by all connections; whoever made them closes them. */
  handlers: Handlers;
}
