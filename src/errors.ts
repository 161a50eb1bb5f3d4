import { errorCatalogue } from './error-catalogue.ts';

export { errorCatalogue } from './error-catalogue.ts';

/** A stable error code. Codes do not change between releases. */
export type ErrorCode = keyof typeof errorCatalogue;

/** The location of an error in a document. */
export interface ErrorLocation {
  /** A file path, a URL, or `standard input`. */
  source: string;
  /** Counted from 1. */
  line?: number;
  /** Counted from 1. */
  column?: number;
  /** A JSON pointer (RFC 6901). */
  pointer?: string;
}

/** Details of an error besides its code and message. */
export interface ErrorDetails {
  /** The value that was caught. */
  cause?: unknown;
  /** A hint on how to fix the error; the catalogue's `fix` by default. */
  hint?: string | undefined;
  location?: ErrorLocation | undefined;
}

/** Marks errors of this package. The symbol is global, because a process can hold several copies of the package. */
const brand = Symbol.for('openapi-mcp.error');

/** An error that this package throws on purpose. Use {@link isOpenApiMcpError} to recognize it. */
export class OpenApiMcpError extends Error {
  override readonly name = 'OpenApiMcpError';
  readonly code: ErrorCode;
  /** A hint on how to fix the error. */
  readonly hint: string;
  readonly location: ErrorLocation | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.hint = details.hint ?? errorCatalogue[code].fix;
    this.location = details.location;
  }

  static {
    Object.defineProperty(this.prototype, brand, { value: true });
  }
}

/**
 * Returns true for an `OpenApiMcpError`, also for one of another copy of this package.
 *
 * @param code the code that the error must have; any by default
 */
export function isOpenApiMcpError(value: unknown, code?: ErrorCode): value is OpenApiMcpError {
  if (typeof value !== 'object' || value === null || !(brand in value)) return false;
  return code === undefined || ('code' in value && value.code === code);
}

/** Returns the message of an error, or the text of any other value that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** A part of the document that was repaired, relaxed or left out. */
export interface Finding {
  /**
   * The treatment of the part.
   *
   * - `repaired`: it is read as its author most likely meant it.
   * - `relaxed`: a constraint was dropped.
   * - `skipped`: an operation was left out.
   * - `ignored`: it has no equivalent in a tool, or is no flaw.
   */
  kind: 'repaired' | 'relaxed' | 'skipped' | 'ignored';
  /** A JSON pointer into the document (RFC 6901). */
  pointer: string;
  message: string;
  /** True for a part of an overlay, of shaping or of a prompt that has no effect, which `strict` refuses. */
  failsStrict?: true;
}

/** Receives each finding as it is made. */
export type Report = (finding: Finding) => void;
