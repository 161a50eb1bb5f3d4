import type { Json } from '../json/value.ts';

/** Shaping by pattern, as `compilePattern` reads patterns. All that match an operation are joined; the nearest wins. */
export type ShapingOptions = Record<string, OperationShaping>;

/** The changes to an operation that a model sees. */
export interface OperationShaping {
  /** Name of the tool: `^[a-zA-Z0-9_-]{1,64}$`, and unique. Only for a pattern that matches one operation. */
  name?: string | undefined;
  /** Title for people. */
  title?: string | undefined;
  /** Description of the tool: a text replaces it. */
  description?: string | DescriptionShaping | undefined;
  /** Tags of the operation, in place of those of the document. */
  tags?: string[] | undefined;
  /** Leave the operation out. */
  hidden?: boolean | undefined;
  /** Hints of the tool, in place of those that follow from the method. */
  annotations?: AnnotationShaping | undefined;
  /** Lift the properties of the body to the top level of the arguments. */
  flattenBody?: boolean | undefined;
  /** Changes to arguments by name. A property of the body is `body.name`, at any depth of objects. */
  arguments?: Record<string, ArgumentShaping> | undefined;
  /** Changes to the responses before they become results. */
  result?: ResultShaping | undefined;
  /** Most milliseconds from the start of a call to the end of its response. */
  timeout?: number | undefined;
  /** Retries of a request that failed and may be repeated, in place of the option for all operations. */
  retries?: number | undefined;
  /** Most calls in a span of time, besides the limit of all operations: `10/s`, `100/m` or `1000/h`. */
  rateLimit?: string | undefined;
  /**
   * Cache responses: for this time if they have no freshness of their own, as `30s`, `5m` or `1h`, or `off`. A time turns
   * the cache on for the operation.
   */
  cache?: string | undefined;
  /** Validation of arguments, in place of the option for all operations. */
  validateArguments?: 'strict' | 'warn' | 'off' | undefined;
  /** Ask the person at the client before the operation is called. */
  confirm?: boolean | undefined;
  /** Scopes that a caller needs for the operation. */
  scopes?: string[] | undefined;
}

/** Text around the description of the document. */
export interface DescriptionShaping {
  /** Text before it. */
  prepend?: string | undefined;
  /** Text after it. */
  append?: string | undefined;
}

/** Hints of a tool (MCP 2025-11-25, `ToolAnnotations`). */
export interface AnnotationShaping {
  /** The tool changes nothing. */
  readOnly?: boolean | undefined;
  /** The tool may delete or overwrite something. */
  destructive?: boolean | undefined;
  /** A second call with the same arguments changes nothing more. */
  idempotent?: boolean | undefined;
  /** The tool reaches systems outside the API. */
  openWorld?: boolean | undefined;
}

/** The changes to an argument. */
export interface ArgumentShaping {
  /** Name in place of its own: `^[a-zA-Z0-9.-][a-zA-Z0-9_.-]{0,63}$`. */
  name?: string | undefined;
  /** Description in place of that of the document. */
  description?: string | undefined;
  /** Value that is sent if the caller gives none. The argument is no longer required. */
  default?: Json | undefined;
  /** The caller must give the argument. */
  required?: boolean | undefined;
  /** The only values that the caller may give. */
  enum?: Json[] | undefined;
  /** Leave an optional argument out; nothing is sent for it. */
  hidden?: boolean | undefined;
  /** Fixed value. The argument is left out, and a caller cannot set it. */
  value?: Json | undefined;
  /** Claim of the caller's token whose value is sent. The argument is left out, and a caller cannot set it. */
  claim?: string | undefined;
}

/** The changes to responses before they become results. */
export interface ResultShaping {
  /** JMESPath expression, which JSON responses below status 400 are reduced to. */
  filter?: string | undefined;
  /** JSON Pointers of values to remove from JSON responses; `*` matches any key or index. */
  drop?: string[] | undefined;
  /** JSON Pointers of values to replace by `***` in JSON responses; `*` matches any key or index. */
  mask?: string[] | undefined;
  /** Most characters of a response in a result, in place of the option for all operations. */
  maxChars?: number | undefined;
  /** Headers of the response that the result shows to the model, one line each. */
  headers?: string[] | undefined;
}
