/** What `generate` writes, and how. */
export interface GenerateOptions {
  /**
   * Copy the runtime’s source beside the generated code, or import it from this package.
   * @default 'inline'
   */
  runtime?: 'inline' | 'package';
  /**
   * Copy the runtime’s source into this folder, which several generated servers share. It lies neither in the output
   * folder nor around it.
   */
  lib?: string;
  /**
   * The MCP SDK to serve with: `@modelcontextprotocol/server` or, for repositories that are on it, `@modelcontextprotocol/sdk`.
   * @default 'v2'
   */
  sdk?: 'v2' | 'v1';
  /**
   * Serve over HTTP too, with access control. A scaffolded project always does.
   * @default false
   */
  http?: boolean;
  /**
   * Write a whole project around the code: package.json, main.ts, a test, a Dockerfile, a README.
   * @default false
   */
  scaffold?: boolean;
  /** The extension in imports of generated files; the nearest tsconfig.json decides by default. */
  importExtension?: '.ts' | '.js';
  /**
   * Overwrite generated files that were edited by hand.
   * @default false
   */
  force?: boolean;
  /**
   * Write nothing, and fail if the output is not up to date.
   * @default false
   */
  check?: boolean;
  /**
   * Write nothing, and list the changes.
   * @default false
   */
  dryRun?: boolean;
}
