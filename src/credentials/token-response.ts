import { asJsonObject, asString } from '../json/narrow.ts';
import { toOneLine } from '../json/one-line.ts';
import { isPage, summarizeHtml } from '../runtime/response/html-summary.ts';
import type { JsonObject } from '../json/value.ts';

/** The fields of an error response that may explain it. `error_description` is that of RFC 6749 §5.2. */
const explanations = ['error_description', 'detail', 'message', 'title', 'reason', 'error'];

const noToken = 'the response has no access_token';

/**
 * Returns the response of a token endpoint in the form of RFC 6749 §5, which `oauth4webapi` requires. Real endpoints use
 * other names for a bearer token, fill absent fields with null, respond in a form, report errors with a status of success,
 * or in JSON of their own.
 */
export function toTokenResponse(status: number, contentType: string, text: string): Response {
  const parsed = parseFields(text, contentType);
  const hasFields = parsed !== undefined;
  const fields = parsed ?? {};
  if ('access_token' in fields) return Response.json(toToken(fields), { status: toStatus(status) });
  const isStandard = asString(fields['error']) !== undefined && status < 500;
  if (status < 300 && !isStandard && 'device_code' in fields) return Response.json(fields);
  const explained = hasFields ? explanationIn(fields) : toPlainText(status, contentType, text);
  const error = isStandard ? fields : toError(status, status < 300 && hasFields ? noToken : explained);
  // The library reads errors of this class only.
  return Response.json(error, { status: status >= 400 && status < 500 ? status : 400 });
}

/** Returns the status with 200 for any success. */
export function toStatus(status: number): number {
  return status >= 200 && status < 300 ? 200 : status;
}

/** Returns the fields of a JSON object or a form, without empty ones and without ID tokens, which nothing reads. */
function parseFields(text: string, contentType: string): JsonObject | undefined {
  const fields = parseObject(text) ?? parseForm(text, contentType);
  if (fields === undefined) return undefined;
  const given = Object.entries(fields).filter(
    ([name, value]) => value !== null && value !== '' && name !== 'id_token',
  );
  return Object.fromEntries(given);
}

/** Returns the object in a JSON text. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    return asJsonObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Returns the fields of a form. Old endpoints call one `text/plain` or `text/html`. */
function parseForm(text: string, contentType: string): JsonObject | undefined {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(contentType);
  return isForm || /^(?:\w+=[^&\s]*&)*(?:access_token|error)=[^\s<]*$/.test(text)
    ? Object.fromEntries(new URLSearchParams(text))
    : undefined;
}

function toToken({ token_type: type, scope, expires_in: expires, ...rest }: JsonObject): JsonObject {
  const seconds = typeof expires === 'string' ? Number.parseFloat(expires) : expires;
  return {
    ...rest,
    // These need a proof that is not made here (RFC 9449), or are no access token (RFC 8693 §2.2.1). Other names mean bearer
    // tokens.
    token_type: typeof type === 'string' && /^(?:mac|dpop|n_a)$/i.test(type) ? type : 'bearer',
    ...(typeof scope === 'string' ? { scope } : {}),
    ...(typeof seconds === 'number' && seconds >= 0 ? { expires_in: seconds } : {}),
  };
}

/** Returns an error with the status as its code. */
function toError(status: number, explanation: string | undefined): JsonObject {
  return {
    error: String(status),
    ...(explanation === undefined || explanation === '' ? {} : { error_description: explanation }),
  };
}

function explanationIn(fields: JsonObject): string | undefined {
  const found = explanations.map((name) => fields[name]).find((value) => value !== undefined);
  return found === undefined || typeof found === 'string' ? found : JSON.stringify(found);
}

/** Returns a response that is no object as a paragraph. A success may be a token, which no error shows. */
function toPlainText(status: number, mediaType: string, text: string): string | undefined {
  if (status < 300 && !isPage({ text, mediaType })) return text === '' ? undefined : noToken;
  const summary = summarizeHtml({ kind: 'text', text, mediaType });
  return summary.kind === 'text' ? toOneLine(summary.text) : undefined;
}
