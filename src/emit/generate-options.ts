/** What `generate` writes, and how. */
export interface GenerateOptions {
  /**
   * Copy the runtime's source beside the generated code, or import it from this package.
   * @default 'inline'
   */
  runtime?: 'inline' | 'package';
  /**
   * The MCP SDK to serve with: `@modelcontextprotocol/server` or, for repositories that are on it, `@modelcontextprotocol/sdk`.
   * @default 'v2'
   */
  sdk?: 'v2' | 'v1';
  /**
   * Write a whole project around the code: package.json, main.ts, a test, a Dockerfile, a README.
   * @default false
   */
  scaffold?: boolean;
  /** How generated files name one another; the nearest tsconfig.json decides by default. */
  importExtension?: '.ts' | '.js';
  /**
   * Overwrite generated files that were edited by hand.
   * @default false
   */
  force?: boolean;
  /**
   * Write nothing, and fail where the output is not up to date.
   * @default false
   */
  check?: boolean;
  /**
   * Write nothing, and say what would change.
   * @default false
   */
  dryRun?: boolean;
}
