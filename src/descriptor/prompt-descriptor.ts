/** A prompt whose text is data (MCP 2025-11-25, server/prompts). */
export interface PromptDescriptor {
  /** Unique, and matches `^[a-zA-Z0-9_-]{1,64}$`. */
  name: string;
  title?: string;
  description?: string;
  arguments: PromptArgumentDescriptor[];
  /** The message of the user: texts, and arguments that stand between them. */
  text: (string | { argument: string })[];
}

/** An argument of a prompt. Its value is a text. */
export interface PromptArgumentDescriptor {
  name: string;
  description?: string;
  required?: true;
  /** The values that it can have; any text by default. */
  enum?: string[];
  completion?: PromptCompletion;
}

/** The source of the values that are suggested for an argument of a prompt. */
export interface PromptCompletion {
  /** The name of a tool: a GET that needs no arguments. */
  operation: string;
  /** The path of the values in its response. A segment `*` matches any key or index. */
  value: string[];
}
