import type { PromptDescriptor } from '../descriptor.ts';
import type { ShapingOptions } from '../shape/shaping-options.ts';
import type { SessionOptions } from './session-options.ts';
import type { ProfileName } from './listed/profile-names.ts';

/**
 * Options for selecting operations. A pattern is a tool's name or operationId, `tag:NAME`, a method, a path, or `METHOD
 * path`; `*` and `**` are wildcards.
 */
export interface SelectOptions {
  /** Expose only operations that match one of these patterns. */
  include?: string[] | undefined;
  /** Leave out operations that match one of these patterns. */
  exclude?: string[] | undefined;
}

/** Options for describing an API. */
export interface DescribeOptions extends SelectOptions {
  /**
   * Name of the server in resource URIs and environment variables; the slug of the title by default. Variables are NAME_SCHEME
   * with a name, and OPENAPI_MCP_CREDENTIAL_NAME_SCHEME without.
   */
  name?: string | undefined;
  /**
   * Name tools as the document does, or by the short part of ids that repeat path and method. The names of the document
   * can still be called.
   * @default 'document'
   */
  names?: 'document' | 'short' | undefined;
  /** Refuse a document with flaws instead of repairing or relaxing them. */
  strict?: boolean | undefined;
  /**
   * Dialect in which tools are listed. `default` is accepted by every client; `full` is JSON Schema 2020-12 with everything
   * that the document says; the others are for one client each.
   * @default 'default'
   */
  profile?: ProfileName | undefined;
  /**
   * Give tools an output schema.
   * @default true
   */
  outputSchema?: boolean | undefined;
  /**
   * Size in bytes to which output schemas are pruned. Descriptions go first, then nested parts, then optional properties.
   * @default 4000
   */
  outputSchemaBytes?: number | undefined;
  /**
   * Let output schemas promise results (`strict`) or only describe them. A promise is kept by serving with the same
   * value.
   * @default 'warn'
   */
  validateResponses?: 'warn' | 'strict' | 'off' | undefined;
  /**
   * Add an argument `resultFilter`, a JMESPath expression, to each tool that returns JSON. It picks the parts that are
   * needed.
   * @default false
   */
  responseFilter?: boolean | undefined;
  /**
   * Add an argument `extraQuery` to each tool, for query parameters that the document does not name.
   * @default false
   */
  allowExtraQuery?: boolean | undefined;
  /** Send calls in a session: keep the cookies of each caller, log in by an operation, and send a CSRF token. */
  session?: SessionOptions | undefined;
  /** Names of headers that are sent with every request. They are not arguments. */
  fixedHeaders?: string[] | undefined;
  /** Changes to operations by pattern: names, texts, arguments and results. */
  shaping?: ShapingOptions | undefined;
  /**
   * Offer the prompts of Markdown files: of a file, a folder, or a pattern such as prompts/*.md. `readPrompts` reads
   * them.
   */
  prompts?: PromptDescriptor[] | undefined;
}
