import { percentEncode } from '../request/serialize-style.ts';
import type { EncodedPair } from '../request/serialize-style.ts';
import { OpenApiMcpError } from '../../errors.ts';
import type { HttpResponse } from '../../http/http-message.ts';

/** What stands in the place of a secret. */
export const redacted = 'REDACTED';

/** Shorter secrets are left in texts: they would be found in words and numbers that they are no part of. */
const shortestSecret = 8;

/** Headers that hold a secret, whoever gave them. */
const secretHeader = /^(proxy-)?authorization$|cookie|token|secret|api-?key|password/i;

/** Whether a header of this name holds a secret. */
export function isSecretHeader(name: string): boolean {
  return secretHeader.test(name);
}

/** What must not be shown of one call. */
export interface Secrets {
  /** Keys, tokens, passwords and header values. */
  values: string[];
  /** Query parameters that hold a key, as the request has them. */
  parameters: EncodedPair[];
}

/** Takes secrets out of what is shown, whatever form a request or an answer gives them. */
export interface Redactor {
  text(text: string): string;
  response(response: HttpResponse): HttpResponse;
  error(error: OpenApiMcpError): OpenApiMcpError;
}

export function createRedactor({ values, parameters }: Secrets): Redactor {
  const forms = [...new Set(values.filter(({ length }) => length >= shortestSecret).flatMap(formsOf))];
  // The longest first: one secret can be part of another.
  forms.sort((a, b) => b.length - a.length);
  const names = parameters.map(({ name }) => escapePattern(name));
  // With its name before it, a key of any length is told from other words.
  const pairs = parameters
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => ({ pair: `${name}=${value}`, shown: `${name}=${redacted}` }));
  const keys =
    names.length === 0 ? undefined : new RegExp(`([?&;](?:${names.join('|')})=)[^&;#\\s"'<>]+`, 'g');

  const literal = forms.length === 0 ? undefined : new RegExp(forms.map(escapePattern).join('|'), 'g');
  const bytes = forms.map((form) => Buffer.from(form, 'latin1'));

  function literally(given: string): string {
    return literal === undefined ? given : given.replace(literal, redacted);
  }

  function text(given: string): string {
    const known = literally(given);
    return keys === undefined ? known : known.replace(keys, `$1${redacted}`);
  }

  function body(data: Buffer): Buffer {
    const isClear = ![...bytes, ...pairs.map(({ pair }) => pair)].some((form) => data.includes(form));
    if (isClear) return data;
    // Bytes that are no UTF-8 come out as they went in.
    const shown = pairs.reduce(
      (rest, { pair, shown: clear }) => rest.replaceAll(pair, clear),
      literally(data.toString('latin1')),
    );
    return Buffer.from(shown, 'latin1');
  }

  return {
    text,
    response: (response) => ({
      ...response,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.map(text) : text(value),
        ]),
      ),
      body: body(response.body),
    }),
    error(error) {
      const message = text(error.message);
      const hint = text(error.hint);
      if (message === error.message && hint === error.hint) return error;
      // The cause would still show them.
      return new OpenApiMcpError(error.code, message, { hint });
    },
  };
}

/**
 * As it is, as UTF-8 read byte by byte, in a URL, in a form and in JSON; and once more, for an answer can quote a request
 * in any of these. Most secrets look the same in all.
 */
function formsOf(secret: string): string[] {
  const latin1 = Buffer.from(secret, 'utf8').toString('latin1');
  const once = [secret, latin1, percentEncode(secret), formEncode(secret), jsonEscape(secret)];
  return [...once, ...once.flatMap((form) => [percentEncode(form), jsonEscape(form)])];
}

function formEncode(text: string): string {
  return percentEncode(text).replaceAll('%20', '+');
}

function jsonEscape(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Makes redactors, and keeps the last: most calls are made with the same secrets. */
export function createRedactors(): (secrets: Secrets) => Redactor {
  let key: string | undefined;
  let last: Redactor | undefined;
  return (secrets) => {
    const wanted = JSON.stringify(secrets);
    if (last === undefined || wanted !== key) last = createRedactor(secrets);
    key = wanted;
    return last;
  };
}
