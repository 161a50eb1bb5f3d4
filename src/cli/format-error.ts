import { isOpenApiMcpError } from '../errors.ts';
import type { ErrorLocation, OpenApiMcpError } from '../errors.ts';

/** Formats an error for a person: its location, message and hint. A stack is printed only for an unexpected error. */
export function formatError(error: unknown): string {
  if (!isOpenApiMcpError(error)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `openapi-mcp: unexpected error; please report it\n${text}`;
  }
  const prefix = locationPrefix(error);
  return `openapi-mcp: ${prefix}${error.message}\n  ${error.hint} (${error.code})`;
}

/** Returns the location of an error, unless the message already names it. */
function locationPrefix({ location, message }: OpenApiMcpError): string {
  if (location === undefined) return '';
  const text = formatLocation(location);
  return text === location.source && message.includes(text) ? '' : `${text}: `;
}

function formatLocation({ source, line, column, pointer }: ErrorLocation): string {
  const position = [line, line === undefined ? undefined : column].filter((part) => part !== undefined);
  return [source, ...position].join(':') + (pointer === undefined ? '' : ` at ${pointer}`);
}

/** A failure that has been printed already, so that only the exit code remains. */
export class ReportedFailure extends Error {
  override readonly name = 'ReportedFailure';
  readonly exitCode: number;

  constructor(exitCode = 1) {
    super();
    this.exitCode = exitCode;
  }
}
