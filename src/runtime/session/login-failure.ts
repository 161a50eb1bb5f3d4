import { STATUS_CODES } from 'node:http';
import { OpenApiMcpError } from '../../errors.ts';
import { readResponse } from '../response/read-response.ts';
import { loginLocation } from '../response/redirect.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { SessionLogin } from '../../descriptor.ts';

/** Most characters of the response of a login in its error. */
const mostShown = 200;

/** Returns the error of a login that did not succeed. The text of the response helps, and pages of HTML do not. */
export function loginFailure(
  { operation }: SessionLogin,
  variables: string[],
  response: HttpResponse,
  isMasked: boolean,
  reason?: string,
): OpenApiMcpError {
  const body = readResponse(response);
  const isText = body.kind === 'json' || (body.kind === 'text' && !/<html/i.test(body.text));
  const text = isText && !isMasked ? body.text : '';
  const page = isMasked ? undefined : loginLocation(response);
  const outcome =
    page === undefined
      ? `${response.status} ${STATUS_CODES[response.status] ?? ''}`.trim()
      : `a redirect to ${page}`;
  const shown = text.trim() === '' ? '' : ` (${text.trim().slice(0, mostShown)})`;
  return new OpenApiMcpError(
    'CREDENTIALS_UNAVAILABLE',
    `the login by ${operation.name} failed: ${reason ?? `${outcome}${shown}`}; the call was not sent`,
    {
      hint:
        variables.length === 0
          ? 'The operator of this server must check the arguments of --session.'
          : `The operator of this server must check ${variables.join(' and ')}, and the other arguments of --session.`,
    },
  );
}
