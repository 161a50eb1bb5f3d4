/** A file of the output, before it is written. */
export interface GeneratedFile {
  /** Relative to the output folder, with `/`. */
  path: string;
  content: string;
  /** Write the file only if it is missing: it belongs to its owner from then on. */
  once?: true;
}

/** The surroundings that a server is emitted for. */
export interface EmitTarget {
  /** Copy the source of the runtime, or import it from this package. */
  runtime: 'inline' | 'package';
  /** The MCP SDK that it serves with. */
  sdk: 'v2' | 'v1';
  /** The extension in imports of other generated files. */
  importExtension: '.ts' | '.js';
  /** The descriptor as JSON modules, or as TypeScript if JSON modules cannot be imported. */
  data: 'json' | 'ts';
  /** Serve over HTTP too. */
  http?: boolean;
  /** Include the policy and the audit log, which servers with HTTP always include. */
  policy?: boolean | undefined;
  /** Include the parts of access over HTTP that few servers need. */
  signIn?: boolean | undefined;
  /** Include retries, limits and a cache. */
  resilience?: boolean | undefined;
  /** True for an API that is one of several of a server. */
  isPart?: boolean;
  /** The folder of the copied runtime, relative to the output; `./lib` by default. */
  library?: string;
}
