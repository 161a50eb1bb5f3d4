/** What a code means, its usual cause, and what helps. */
interface ErrorEntry {
  title: string;
  cause: string;
  fix: string;
}

/** Every error of ours. `fix` is the hint shown when the thrower knows nothing better. */
export const errorCatalogue = {
  SOURCE_NOT_FOUND: {
    title: 'The document was not found',
    cause: 'No file at that path, or the server answered 404.',
    fix: 'Check the path or URL; use - to read the document from standard input.',
  },
  SOURCE_UNREADABLE: {
    title: 'The document could not be read',
    cause: 'A folder, missing permission, a refused connection or an answer other than 200.',
    fix: 'Make sure the file is readable or the URL answers 200 with the document itself.',
  },
  SOURCE_TOO_LARGE: {
    title: 'The document is too large',
    cause: 'It has more bytes than the limit.',
    fix: 'Raise the limit with --max-document-bytes.',
  },
  SYNTAX_INVALID: {
    title: 'The document is neither JSON nor YAML',
    cause: 'The parser stopped at the line named.',
    fix: 'Mend that line; a YAML linter shows it in context.',
  },
  NOT_OPENAPI: {
    title: 'The document is not an OpenAPI document',
    cause: 'It has no openapi or swagger version at its root, or no object there.',
    fix: 'Give the OpenAPI document itself, not a page about it or a part of it.',
  },
  VERSION_UNSUPPORTED: {
    title: 'The OpenAPI version is not supported',
    cause: 'Swagger 2.0 and OpenAPI 3.x are.',
    fix: 'Convert the document to OpenAPI 3.1.',
  },
  REFERENCE_UNRESOLVED: {
    title: 'A reference leads nowhere',
    cause: 'The file, URL or pointer that a $ref names does not exist.',
    fix: 'Mend the $ref named, or bundle the document into one file.',
  },
  REFERENCE_REFUSED: {
    title: 'A reference to another place is not followed',
    cause: 'A document may not make this machine fetch from where it was not given.',
    fix: 'Pass --allow-remote-refs if you trust the document.',
  },
  DOCUMENT_FLAWED: {
    title: 'The document has flaws',
    cause: '--strict refuses what would otherwise be repaired or relaxed.',
    fix: 'Mend what is listed, or run without --strict.',
  },
  SELECTION_EMPTY: {
    title: 'No operation is left',
    cause: 'The document has none, or --include and --exclude leave none.',
    fix: 'Loosen --include or --exclude.',
  },
  OPTION_INVALID: {
    title: 'An option has a wrong value',
    cause: 'The value is not of the form that the option takes.',
    fix: 'See --help.',
  },
  PORT_UNAVAILABLE: {
    title: 'The port cannot be listened on',
    cause: 'Another process has it, or it needs more rights.',
    fix: 'Choose another with --port; --port 0 takes a free one.',
  },
  SERVER_URL_INVALID: {
    title: 'There is no URL to send requests to',
    cause: 'The document declares no server, or a relative one, and came from a file.',
    fix: 'Pass --base-url with the API’s URL.',
  },
  ARGUMENTS_INVALID: {
    title: 'The arguments do not fit the operation',
    cause: 'They break its input schema; nothing was sent.',
    fix: 'Correct the arguments named and call again.',
  },
  FILTER_INVALID: {
    title: 'The filter is wrong',
    cause: 'It is no JMESPath expression, or does not fit the answer.',
    fix: "Mend _filter (for example items[0:5], or items[?status=='open'].{id: id, name: name}), or leave it out.",
  },
  BODY_UNSUPPORTED: {
    title: 'The request body cannot be written',
    cause: 'Its media type has no writer here.',
    fix: 'Nothing was sent; call the API another way.',
  },
  CREDENTIALS_INVALID: {
    title: 'A credential cannot be sent',
    cause: 'It holds characters that a header cannot carry.',
    fix: 'Check the environment variable named for line breaks and stray characters.',
  },
  CREDENTIALS_UNAVAILABLE: {
    title: 'A credential could not be had',
    cause: 'An authorization server refused or could not be reached, or a file or command gave nothing.',
    fix: 'Check what stands in the message; inspect shows where each credential can come from.',
  },
  UPSTREAM_TIMEOUT: {
    title: 'The API did not answer in time',
    cause: 'No complete answer within the time-out.',
    fix: 'Try again, ask for less, or raise --timeout.',
  },
  UPSTREAM_UNREACHABLE: {
    title: 'The API could not be reached',
    cause: 'The connection was refused or reset, or the name is unknown.',
    fix: 'Check that the API runs and that --base-url or the document’s server URL is right.',
  },
  UPSTREAM_STATUS: {
    title: 'The API refused the call',
    cause: 'It answered with a status of 400 or above; only functions of a client throw this.',
    fix: 'Look at the status and body of the error.',
  },
  HOOK_FAILED: {
    title: 'A hook failed',
    cause: 'beforeRequest or afterResponse threw an error.',
    fix: 'Mend the hook; its error is the cause of this one.',
  },
  OUTPUT_EDITED: {
    title: 'Generated files were edited by hand',
    cause: 'They are not what was generated last time, and generating would overwrite them.',
    fix: 'Move the edits to hooks.ts, or pass --force to lose them.',
  },
  OUTPUT_STALE: {
    title: 'The generated files are not up to date',
    cause: 'The document, the options or this tool changed since they were generated.',
    fix: 'Run the same command without --check and commit what it writes.',
  },
  OUTPUT_UNSAFE: {
    title: 'The output folder cannot be written to safely',
    cause: 'A path leads out of it, or a file in it is not what it should be.',
    fix: 'Give an empty folder, or one that was generated before.',
  },
  OPERATION_REFUSED: {
    title: 'The operation may not be called',
    cause: 'The policy of this server does not offer it, or the caller lacks a scope; nothing was sent.',
    fix: 'Nothing was sent. Use another tool.',
  },
  CONFIRMATION_REFUSED: {
    title: 'The call was not confirmed',
    cause: '--confirm asks before such calls, and the person did not agree; nothing was sent.',
    fix: 'Do not call again unless the person asks for it.',
  },
  CONFIRMATION_UNAVAILABLE: {
    title: 'Nobody can be asked to confirm the call',
    cause:
      '--confirm asks before such calls, and the client has no elicitation, or is of 2025 and comes over HTTP.',
    fix: 'Use a client with elicitation: over standard input and output, or over HTTP with MCP 2026-07-28.',
  },
  CALL_CANCELLED: {
    title: 'The call was cancelled',
    cause: 'The client cancelled it.',
    fix: 'Call again if that was not intended.',
  },
} as const satisfies Record<string, ErrorEntry>;

/** A stable code, the same in every release. */
export type ErrorCode = keyof typeof errorCatalogue;

/** Where in a document an error stands. */
export interface ErrorLocation {
  /** File path, URL, or `standard input`. */
  source: string;
  /** Counted from 1. */
  line?: number;
  /** Counted from 1. */
  column?: number;
  /** JSON pointer. */
  pointer?: string;
}

export interface ErrorDetails {
  cause?: unknown;
  /** What to do; the catalogue's `fix` where absent. */
  hint?: string;
  location?: ErrorLocation;
}

/** Every error that this package throws on purpose. */
export class OpenApiMcpError extends Error {
  override readonly name = 'OpenApiMcpError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly location: ErrorLocation | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.hint = details.hint ?? errorCatalogue[code].fix;
    this.location = details.location;
  }
}

/** Whether `value` is an error of ours, with `code` where one is given. */
export function isOpenApiMcpError(value: unknown, code?: ErrorCode): value is OpenApiMcpError {
  return value instanceof OpenApiMcpError && (code === undefined || value.code === code);
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Something in the document that was repaired, relaxed or left out. */
export interface Finding {
  /**
   * `repaired`: read as its author must have meant it. `relaxed`: a constraint was dropped.
   * `skipped`: an operation is missing. `ignored`: something that no tool can carry.
   */
  kind: 'repaired' | 'relaxed' | 'skipped' | 'ignored';
  /** JSON pointer into the document. */
  pointer: string;
  message: string;
}

/** Takes findings as they come up. */
export type Report = (finding: Finding) => void;
