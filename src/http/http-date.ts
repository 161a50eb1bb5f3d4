/** The forms of a date in HTTP (RFC 9110 §5.6.7), and that of RFC 3339, which APIs send as well. */
const forms =
  /^(?:[A-Z][a-z]{2,8}, \d{2}[ -][A-Z][a-z]{2}[ -](?:\d{4}|\d{2}) \d{2}:\d{2}:\d{2} GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))$/;

/**
 * Returns the milliseconds since 1970 of a date in a header, or `undefined` for another text. `Date.parse` alone reads a
 * date in most texts with a number.
 */
export function parseHttpDate(text: string): number | undefined {
  // The form of asctime names no time zone, and is in UTC.
  const time = forms.test(text) ? Date.parse(/\d{4}$/.test(text) ? `${text} GMT` : text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Returns the milliseconds to wait that `Retry-After` names (RFC 9110 §10.2.3), or `undefined` for another text. */
export function parseRetryAfter(value: string): number | undefined {
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const time = parseHttpDate(value);
  return time === undefined ? undefined : Math.max(0, time - Date.now());
}
