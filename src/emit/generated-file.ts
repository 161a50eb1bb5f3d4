/** A file of the output, before anything is on disk. */
export interface GeneratedFile {
  /** Relative to the output folder, with `/`. */
  path: string;
  content: string;
  /** Written only where it is missing: from then on it is its owner's. */
  once?: true;
}

/** What an emitted server is made for. */
export interface EmitTarget {
  /** Copy the runtime's source beside it, or import it from this package. */
  runtime: 'inline' | 'package';
  /** The MCP SDK that it serves with. */
  sdk: 'v2' | 'v1';
  /** How its files name one another. */
  importExtension: '.ts' | '.js';
  /** The descriptor as JSON modules, or as TypeScript where those cannot be imported. */
  data: 'json' | 'ts';
}
