/** Options of `generate`. */
export interface GenerateOptions {
  /**
   * Copy the runtime’s source beside the generated code, or import it from this package.
   * @default 'inline'
   */
  runtime?: 'inline' | 'package' | undefined;
  /**
   * Copy the runtime’s source into this folder, which several generated servers share. It lies neither in the output
   * folder nor around it.
   */
  lib?: string | undefined;
  /**
   * The MCP SDK to serve with: `@modelcontextprotocol/server` or, for repositories that are on it, `@modelcontextprotocol/sdk`.
   * @default 'v2'
   */
  sdk?: 'v2' | 'v1' | undefined;
  /**
   * Serve over HTTP too, with access control. A scaffolded project always does.
   * @default false
   */
  http?: boolean | undefined;
  /**
   * Write a whole project around the code: package.json, main.ts, a test, a Dockerfile, a README.
   * @default false
   */
  scaffold?: boolean | undefined;
  /** The extension in imports of generated files; the nearest tsconfig.json decides by default. */
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
