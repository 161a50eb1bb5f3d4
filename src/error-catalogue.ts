/** An entry of the catalogue: the meaning of a code, its usual cause, and the fix. */
interface ErrorEntry {
  title: string;
  cause: string;
  fix: string;
}

/** The catalogue of all errors of this package. `fix` is the hint of an error that was thrown without one. */
export const errorCatalogue = {
  SOURCE_NOT_FOUND: {
    title: 'The document was not found',
    cause: 'There is no file at that path, or the server responded with 404.',
    fix: 'Check the path or URL. To read the document from standard input, use -.',
  },
  SOURCE_UNREADABLE: {
    title: 'The document could not be read',
    cause:
      'The path is a folder, permission is missing, the connection was refused, or the server responded with a status other than 200.',
    fix: 'Make sure that the file is readable, or that the URL responds with 200 and the document itself.',
  },
  SOURCE_TOO_LARGE: {
    title: 'The document is too large',
    cause: 'The document has more bytes than the limit.',
    fix: 'Raise the limit with --max-document-bytes.',
  },
  SYNTAX_INVALID: {
    title: 'The document is neither JSON nor YAML',
    cause: 'The parser stopped at the line that the message names.',
    fix: 'Fix that line. A YAML linter shows it in context.',
  },
  NOT_OPENAPI: {
    title: 'The document is not an OpenAPI document',
    cause: 'The root of the document is not an object with an openapi or swagger version.',
    fix: 'Pass the OpenAPI document itself, not a page about it or a part of it.',
  },
  VERSION_UNSUPPORTED: {
    title: 'The OpenAPI version is not supported',
    cause: 'Only Swagger 2.0 and OpenAPI 3.x are supported.',
    fix: 'Convert the document to OpenAPI 3.1.',
  },
  REFERENCE_UNRESOLVED: {
    title: 'A reference does not resolve',
    cause: 'A $ref names a file, URL or pointer that does not exist.',
    fix: 'Fix the $ref, or bundle the document into one file.',
  },
  REFERENCE_REFUSED: {
    title: 'A reference to another location is not followed',
    cause: 'A document must not make this machine fetch from a location that you did not name.',
    fix: 'If you trust the document, pass --allow-remote-refs.',
  },
  DOCUMENT_FLAWED: {
    title: 'The document has flaws',
    cause: 'With --strict, a flaw that would otherwise be repaired or relaxed is an error.',
    fix: 'Fix the flaws that are listed, or run without --strict.',
  },
  PROMPT_INVALID: {
    title: 'A prompt file has mistakes',
    cause: 'Its front matter is missing or has a mistake, or its text has a placeholder that is no argument.',
    fix: 'Fix the lines that the message names. docs/prompts.md describes the files.',
  },
  SELECTION_EMPTY: {
    title: 'No operation is left',
    cause: 'The document has no operations, or --include and --exclude leave none.',
    fix: 'Relax --include or --exclude.',
  },
  CONFIG_INVALID: {
    title: 'The config file has mistakes',
    cause:
      'A key, a value or the syntax is wrong, or a variable is not set, at the lines that the message names.',
    fix: 'Fix these lines. docs/config.md has the keys.',
  },
  CLIENT_CONFIG_INVALID: {
    title: 'A file of a client cannot be changed',
    cause: 'The file has a syntax error, holds something else than settings, or cannot be read or written.',
    fix: 'Fix the file at the place that the message names. It was not changed.',
  },
  OPTION_INVALID: {
    title: 'An option has an invalid value',
    cause: 'The value does not have the form that the option expects.',
    fix: 'See --help.',
  },
  PORT_UNAVAILABLE: {
    title: 'The port is not available',
    cause: 'Another process uses the port, or listening on it needs more privileges.',
    fix: 'Choose another port with --port. --port 0 chooses a free one.',
  },
  WORKERS_FAILED: {
    title: 'No worker starts',
    cause: 'With --workers, processes have ended several times in a row before they could serve.',
    fix: 'Read what they printed. Start without --workers to see one process alone.',
  },
  SIGN_IN_FAILED: {
    title: 'A person could not sign in',
    cause:
      'The page was opened twice, too late or in another browser, or the identity provider of --auth-provider refused the person.',
    fix: 'Connect the application again, and finish the sign-in in the browser in which it began.',
  },
  PACKAGE_MISSING: {
    title: 'An optional package is not installed',
    cause: 'An option or a variable needs a package that openapi-mcp does not install, since few need it.',
    fix: 'Install the packages that the hint names, beside openapi-mcp.',
  },
  SERVER_URL_INVALID: {
    title: 'There is no URL to send requests to',
    cause: 'The document declares no server, or it was read from a file and its server URL is relative.',
    fix: 'Pass the URL of the API with --base-url.',
  },
  TOKENS_UNREADABLE: {
    title: 'The file of tokens cannot be read again',
    cause: 'The file that --auth-token-file names changed, and is missing or invalid since.',
    fix: 'Fix the file. Callers keep the tokens that they had until then.',
  },
  TOOL_UNKNOWN: {
    title: 'There is no such tool',
    cause: 'The API has no tool of this name.',
    fix: 'Use a name that inspect lists.',
  },
  ARGUMENTS_INVALID: {
    title: 'The arguments do not match the operation',
    cause: 'The arguments violate the input schema of the operation. No request was sent.',
    fix: 'Correct the arguments that the message names, and call again.',
  },
  FILTER_INVALID: {
    title: 'The filter is invalid',
    cause: 'The filter is not a JMESPath expression, or does not match the response.',
    fix: "Fix resultFilter (for example items[0:5], or items[?status=='open'].{id: id, name: name}), or leave it out.",
  },
  BODY_UNSUPPORTED: {
    title: 'The request body cannot be written',
    cause: 'The media type of the body is not supported.',
    fix: 'No request was sent. Call the API another way.',
  },
  CREDENTIALS_INVALID: {
    title: 'A credential cannot be sent',
    cause: 'The credential contains characters that a header cannot carry.',
    fix: 'Check the environment variable that the message names for line breaks and stray characters.',
  },
  CREDENTIALS_UNAVAILABLE: {
    title: 'A credential is not available',
    cause:
      'An authorization server refused the request or could not be reached, or a file or command returned nothing.',
    fix: 'Check what the message names. The command inspect shows where each credential can come from.',
  },
  ACCOUNT_REQUIRED: {
    title: 'The caller has not connected an account',
    cause:
      'With --per-user each caller uses an account of their own, and this one has connected none, or it has ended.',
    fix: 'Open the link in a browser, connect the account, and call again.',
  },
  ACCOUNT_FAILED: {
    title: 'The account of the caller cannot be used',
    cause: 'The authorization server did not refresh its token, or the account belongs to another server.',
    fix: 'Call again later, or connect the account again.',
  },
  EXCHANGE_FAILED: {
    title: "The caller's token could not be exchanged",
    cause:
      'The authorization server of --exchange refused the token or could not be reached, or the caller has no token of an issuer.',
    fix: 'Sign in again. If the message is about this server, its operator checks --exchange and the flags that begin with it.',
  },
  STORE_UNAVAILABLE: {
    title: 'The store of tokens is not available',
    cause:
      'Redis could not be reached or refused a command, or the folder of the store cannot be read or written.',
    fix: 'Check the place that the message names, and that this process may use it.',
  },
  UPSTREAM_TIMEOUT: {
    title: 'The API did not respond in time',
    cause: 'No complete response arrived within the time-out.',
    fix: 'Try again, request less data, or raise --call-timeout.',
  },
  UPSTREAM_UNREACHABLE: {
    title: 'The API could not be reached',
    cause: 'The connection was refused or reset, or the host name is unknown.',
    fix: 'Check that the API is running, and that --base-url or the server URL of the document is correct.',
  },
  UPSTREAM_SUSPENDED: {
    title: 'Calls to the API are suspended',
    cause: 'The last calls to the API failed, as many as --breaker-failures says. No request was sent.',
    fix: 'Call again after the time that the message names.',
  },
  UPSTREAM_BUSY: {
    title: 'There are too many calls to the API',
    cause:
      'The limits --upstream-concurrency and --upstream-rate leave no place, and no more calls may wait. No request was sent.',
    fix: 'Call again later, or make fewer calls at once.',
  },
  UPSTREAM_STATUS: {
    title: 'The API refused the call',
    cause:
      'The response has a status of 400 or above, or is a redirect that was not followed. Only the functions of a client throw this error.',
    fix: 'Read the status and the body of the error.',
  },
  HOOK_FAILED: {
    title: 'A hook failed',
    cause: 'beforeRequest or afterResponse threw an error.',
    fix: 'Fix the hook. Its error is the cause of this error.',
  },
  OVERLAY_INVALID: {
    title: 'An overlay cannot be applied',
    cause: 'The overlay is not valid in version 1.0 or 1.1, or an action merges values that do not fit.',
    fix: 'Correct the overlay. `openapi-mcp overlay` prints what it makes of the document.',
  },
  OUTPUT_EDITED: {
    title: 'Generated files were edited by hand',
    cause: 'The files differ from the last generated version, and generating would overwrite the changes.',
    fix: 'Move the changes to hooks.ts, or discard them with --force.',
  },
  OUTPUT_STALE: {
    title: 'The generated files are out of date',
    cause: 'The document, the options or this tool changed after the files were generated.',
    fix: 'Run the same command without --check, and commit the files that it writes.',
  },
  OUTPUT_UNSAFE: {
    title: 'The output folder is not safe to write to',
    cause: 'A path leads out of the folder, or a file in it is not of the expected type.',
    fix: 'Pass an empty folder, or one that was generated before.',
  },
  OPERATION_REFUSED: {
    title: 'The operation is not allowed',
    cause:
      'The policy of this server does not allow the operation, or the caller lacks a scope. No request was sent.',
    fix: 'No request was sent. Use another tool.',
  },
  CONFIRMATION_REFUSED: {
    title: 'The call was not confirmed',
    cause:
      '--confirm requires that a person confirms the call, and the person did not agree. No request was sent.',
    fix: 'Call again only if the person asks for it.',
  },
  CONFIRMATION_UNAVAILABLE: {
    title: 'The call cannot be confirmed',
    cause:
      '--confirm requires that a person confirms the call, and the client does not support elicitation, or speaks MCP of 2025 over HTTP.',
    fix: 'Use a client that supports elicitation: over standard input and output, or over HTTP with MCP 2026-07-28.',
  },
  AUDIT_FAILED: {
    title: 'The audit log could not be written',
    cause:
      'The disk is full, or the file of --audit-log may not be written. The call may have been carried out.',
    fix: 'Make room for the file, or let this server write it; then check what the call did.',
  },
  CALL_CANCELLED: {
    title: 'The call was cancelled',
    cause: 'The client cancelled it.',
    fix: 'Call again if that was not intended.',
  },
} as const satisfies Record<string, ErrorEntry>;
