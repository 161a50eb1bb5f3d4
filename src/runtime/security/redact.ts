import { percentEncode } from '../request/serialize-style.ts';
import type { EncodedPair } from '../request/serialize-style.ts';
import { OpenApiMcpError } from '../../errors.ts';
import type { HttpResponse } from '../../http/http-message.ts';

/** The text that replaces a secret. */
export const redacted = 'REDACTED';

/** Shorter secrets are not redacted, since they would match parts of ordinary words and numbers. */
const minSecretLength = 8;

/** Names of headers that contain a secret. */
const secretHeader = /^(proxy-)?authorization$|cookie|token|secret|api-?key|password/i;

/** Returns true for the name of a header that contains a secret. */
export function isSecretHeader(name: string): boolean {
  return secretHeader.test(name);
}

/** The secrets of one call. */
export interface Secrets {
  /** Keys, tokens, passwords and header values. */
  values: string[];
  /** Query parameters with a key, as they appear in the request. */
  parameters: EncodedPair[];
}

/** Replaces secrets in every encoding that a request or a response may use. */
export interface Redactor {
  text(text: string): string;
  response(response: HttpResponse): HttpResponse;
  error(error: OpenApiMcpError): OpenApiMcpError;
}

/** Creates a redactor of the given secrets. */
export function createRedactor({ values, parameters }: Secrets): Redactor {
  const forms = [...new Set(values.filter(({ length }) => length >= minSecretLength).flatMap(formsOf))];
  // The longest form is first, since a secret can be a part of another.
  forms.sort((a, b) => b.length - a.length);
  const names = parameters.map(({ name }) => escapePattern(name));
  // Together with its name, a key of any length differs from other words.
  const pairs = parameters
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => ({ pair: `${name}=${value}`, shown: `${name}=${redacted}` }));
  const keys =
    names.length === 0 ? undefined : new RegExp(`([?&;](?:${names.join('|')})=)[^&;#\\s"'<>]+`, 'g');

  const literal = forms.length === 0 ? undefined : new RegExp(forms.map(escapePattern).join('|'), 'g');
  const bytes = forms.map((form) => Buffer.from(form, 'latin1'));

  function redactForms(given: string): string {
    return literal === undefined ? given : given.replace(literal, redacted);
  }

  function text(given: string): string {
    const known = redactForms(given);
    return keys === undefined ? known : known.replace(keys, `$1${redacted}`);
  }

  function body(data: Buffer): Buffer {
    const isClear = ![...bytes, ...pairs.map(({ pair }) => pair)].some((form) => data.includes(form));
    if (isClear) return data;
    // Latin-1 preserves bytes that are not valid UTF-8.
    const shown = pairs.reduce(
      (rest, { pair, shown: clear }) => rest.replaceAll(pair, clear),
      redactForms(data.toString('latin1')),
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
      // The cause would still contain the secrets.
      return new OpenApiMcpError(error.code, message, { hint });
    },
  };
}

/**
 * Returns a secret in plain text, as UTF-8 read as Latin-1, and encoded for URLs, forms and JSON. Each form is also
 * encoded once more, since a response can quote a request in these formats. For most secrets all forms are equal.
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

/** Returns a function that creates redactors and caches the last one, since most calls use the same secrets. */
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
