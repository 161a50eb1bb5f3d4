import { mapValues } from '../../json/map-values.ts';
import { formsOfSecrets } from './secret-forms.ts';
import type { Unescaper } from './undo-escapes.ts';
import type { EncodedPair } from '../request/serialize-style.ts';
import { OpenApiMcpError } from '../../errors.ts';
import type { HttpResponse } from '../../http/http-message.ts';

/** The text that replaces a secret. */
export const redacted = 'REDACTED';

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
  const { written, unescaped, unescaper } = formsOfSecrets(values);
  const names = parameters.map(({ name }) => escapePattern(name));
  // Together with its name, a key of any length differs from other words.
  const pairs = parameters
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => ({ pair: `${name}=${value}`, shown: `${name}=${redacted}` }));
  const keys =
    names.length === 0 ? undefined : new RegExp(`([?&;](?:${names.join('|')})=)[^&;#\\s"'<>]+`, 'g');
  const digits = written.filter((form) => /^\d+$/.test(form));
  const isEmpty = written.length + unescaped.length + names.length === 0;

  function redactForms(given: string): string {
    const known = unescaped.length === 0 ? given : redactEscaped(given, unescaped, unescaper);
    return redactMatches(known, rangesOf(known, written));
  }

  function text(given: string): string {
    const known = redactForms(given);
    return keys === undefined ? known : known.replace(keys, `$1${redacted}`);
  }

  function body(data: Buffer): Buffer {
    // Latin-1 preserves bytes that are not valid UTF-8.
    const given = data.toString('latin1');
    const known = redactForms(redactNumbers(given, digits));
    const shown = pairs.reduce((rest, { pair, shown: clear }) => rest.replaceAll(pair, clear), known);
    return shown === given ? data : Buffer.from(shown, 'latin1');
  }

  return {
    text,
    response: (response) =>
      isEmpty
        ? response
        : {
            ...response,
            headers: mapValues(response.headers, (value) =>
              Array.isArray(value) ? value.map(text) : text(value),
            ),
            body: body(response.body),
            ...(response.finalTarget === undefined ? {} : { finalTarget: text(response.finalTarget) }),
          },
    error(error) {
      const message = text(error.message);
      const hint = text(error.hint);
      if (message === error.message && hint === error.hint) return error;
      // The cause would still contain the secrets.
      return new OpenApiMcpError(error.code, message, { hint });
    },
  };
}

/** The start and end of a secret in a text. */
type Range = [start: number, end: number];

/** Returns the places of forms in a text. To search for each form is faster than a pattern of all. */
function rangesOf(text: string, forms: string[]): Range[] {
  const found = forms.filter((form) => text.includes(form));
  if (found.length === 0) return [];
  const pattern = new RegExp(found.map(escapePattern).join('|'), 'g');
  return [...text.matchAll(pattern)].map(({ 0: { length }, index }) => [index, index + length]);
}

/** Redacts secrets in a text with escapes. Escapes are replaced as a whole, so JSON stays valid. */
function redactEscaped(text: string, forms: string[], unescaper: Unescaper): string {
  const plain = unescaper.undo(text);
  if (plain === text || !forms.some((form) => plain.includes(form))) return text;
  const { text: unescaped, starts, ends } = unescaper.locate(text);
  const ranges = rangesOf(unescaped, forms).map(([start, end]): Range => [
    starts[start] ?? 0,
    ends[end - 1] ?? 0,
  ]);
  return redactMatches(text, ranges);
}

function redactMatches(text: string, ranges: Range[]): string {
  let shown = '';
  let position = 0;
  for (const [start, end] of ranges) {
    if (start < position) continue;
    shown += text.slice(position, start) + replacementOf(text.slice(start, end));
    position = end;
  }
  return position === 0 ? text : shown + text.slice(position);
}

/** Returns the text that replaces a secret, in UTF-16 if that is the encoding of the secret. */
function replacementOf(found: string): string {
  return found.includes('\0') ? [...redacted].join('\0') : redacted;
}

/** Replaces the numbers of JSON that contain a secret of digits by a string, so that JSON stays valid. */
function redactNumbers(text: string, digits: string[]): string {
  return digits.some((secret) => text.includes(secret))
    ? text.replace(/(?<=[[:,\s])-?\d[-+\d.eE]*(?=[\]},\s])/g, (number) =>
        digits.some((secret) => number.includes(secret)) ? `"${redacted}"` : number,
      )
    : text;
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
