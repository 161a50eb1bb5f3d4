import { isOpenApiMcpError } from '../errors.ts';
import type { ErrorLocation, OpenApiMcpError } from '../errors.ts';

/** An error as a person reads it: where, what, and what to do. A stack is shown only for what is a bug of ours. */
export function formatError(error: unknown): string {
  if (!isOpenApiMcpError(error)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `openapi-mcp: unexpected error; please report it\n${text}`;
  }
  const place = placeOf(error);
  return `openapi-mcp: ${place}${error.message}\n  ${error.hint} (${error.code})`;
}

/** Nothing where the message names the place itself. */
function placeOf({ location, message }: OpenApiMcpError): string {
  if (location === undefined) return '';
  const place = formatLocation(location);
  return place === location.source && message.includes(place) ? '' : `${place}: `;
}

function formatLocation({ source, line, column, pointer }: ErrorLocation): string {
  const position = [line, line === undefined ? undefined : column].filter((part) => part !== undefined);
  return [source, ...position].join(':') + (pointer === undefined ? '' : ` at ${pointer}`);
}

/** What failed has been printed already: all that is left is the exit code. */
export class ReportedFailure extends Error {
  override readonly name = 'ReportedFailure';
}
