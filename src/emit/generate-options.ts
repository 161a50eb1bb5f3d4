/** Options of `generate`. */
export interface GenerateOptions {
  /**
   * Copy the source of the runtime next to the generated code, or import the runtime from this package.
   * @default 'inline'
   */
  runtime?: 'inline' | 'package' | undefined;
  /**
   * Copy the source of the runtime into this folder, which several generated servers can share. It lies neither in the
   * output folder nor around it.
   */
  lib?: string | undefined;
  /**
   * Version of the MCP SDK: `@modelcontextprotocol/server` (v2), or `@modelcontextprotocol/sdk` (v1) for repositories
   * that use it.
   * @default 'v2'
   */
  sdk?: 'v2' | 'v1' | undefined;
  /**
   * Serve over HTTP too, with access control. A scaffolded project always does.
   * @default false
   */
  http?: boolean | undefined;
  /**
   * Include the policy and the audit log, which `--http` always includes: the options `policy` and `audit` of the server.
   * @default false
   */
  policy?: boolean | undefined;
  /**
   * Include introspection, identity headers and the exchange of tokens in a server over HTTP.
   * @default false
   */
  signIn?: boolean | undefined;
  /**
   * Include retries, limits and a cache: the option `resilience` of the server.
   * @default false
   */
  resilience?: boolean | undefined;
  /**
   * Write a complete project around the code: package.json, main.ts, a test, a Dockerfile and a README.
   * @default false
   */
  scaffold?: boolean | undefined;
  /** File extension in imports of generated files; the nearest tsconfig.json decides by default. */
  importExtension?: '.ts' | '.js' | undefined;
  /**
   * Overwrite generated files that were edited by hand.
   * @default false
   */
  force?: boolean | undefined;
  /**
   * Write nothing, and fail if the output is not up to date.
   * @default false
   */
  check?: boolean | undefined;
  /**
   * Write nothing, and list the changes.
   * @default false
   */
  dryRun?: boolean | undefined;
}
