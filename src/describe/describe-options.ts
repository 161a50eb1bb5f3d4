/** Which operations are exposed. A pattern is a tool's name or operationId, `tag:NAME`, a method, a path, or `METHOD path`; `*` and `**` are wild. */
export interface SelectOptions {
  /** Expose only operations that match one of these patterns. */
  include?: string[];
  /** Leave out operations that match one of these patterns. */
  exclude?: string[];
}

/** How an API is described. */
export interface DescribeOptions extends SelectOptions {
  /** Name of the server, used for its resource URIs and environment variables; the title's slug by default. */
  name?: string;
  /** Refuse a document with flaws instead of repairing or relaxing them. */
  strict?: boolean;
  /**
   * Whether input schemas repeat the schemas that they refer to, or write each once under `$defs`. `inline` repeats
   * them, save recursive ones; `defs` writes each once; `auto` repeats them as long as that is not too much.
   * @default 'auto'
   */
  refs?: 'auto' | 'inline' | 'defs';
  /**
   * Whether tools say what they return.
   * @default 'on'
   */
  outputSchema?: 'on' | 'off';
  /**
   * `strict` makes output schemas a promise, which serving with the same value keeps; otherwise they only describe.
   * @default 'warn'
   */
  validateResponses?: 'warn' | 'strict' | 'off';
  /**
   * Give each tool that answers JSON the argument `_filter`, a JMESPath expression. It picks what is needed.
   * @default false
   */
  responseFilter?: boolean;
}
