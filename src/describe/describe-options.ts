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
  /** Refuse a document with flaws instead of repairing or relaxing them. */
  strict?: boolean | undefined;
  /**
   * Repeat schemas in input schemas wherever they are referenced, or write each of them once under `$defs`. `inline`
   * repeats all but recursive ones, `defs` writes each once, and `auto` repeats them unless the result is too long.
   * @default 'auto'
   */
  refs?: 'auto' | 'inline' | 'defs' | undefined;
  /**
   * Give tools an output schema.
   * @default true
   */
  outputSchema?: boolean | undefined;
  /**
   * Let output schemas promise results (`strict`) or only describe them. A promise is kept by serving with the same
   * value.
   * @default 'warn'
   */
  validateResponses?: 'warn' | 'strict' | 'off' | undefined;
  /**
   * Add an argument `_filter`, a JMESPath expression, to each tool that returns JSON. It picks the parts that are
   * needed.
   * @default false
   */
  responseFilter?: boolean | undefined;
}
