import { messageOf } from '../../errors.ts';
import { toOneLine } from '../../json/one-line.ts';
import { truncate } from '../../json/truncate.ts';

/** The errors of a token endpoint that say nothing about the person (RFC 6749 §5.2). GitHub has a name of its own. */
const otherErrors = new Set([
  'invalid_client',
  'incorrect_client_credentials',
  'server_error',
  'temporarily_unavailable',
  'slow_down',
]);

/** A person who is refused, although the provider responds. */
export class PersonRefused extends Error {}

/**
 * Returns true for the refusal of a person: their token is not valid any more. Failures of the provider, and of the
 * credentials of this server, are none.
 */
export function isRefusalOfPerson(error: unknown): boolean {
  if (error instanceof PersonRefused) return true;
  const { status, error: code, cause } = Object(error);
  if (typeof code === 'string')
    return !otherErrors.has(code) && status >= 400 && status < 500 && status !== 429;
  return (status ?? Object(cause).status) === 401;
}

/** Returns the message of an error, and what the provider says about it. */
export function refusalReason(error: unknown): string {
  const { error: code, error_description: description } = Object(error);
  const said = [code, description].filter((text) => typeof text === 'string' && text !== '');
  return truncate(toOneLine(said.length === 0 ? messageOf(error) : said.join(': ')), 300);
}
