import { decodeValidPercent } from '../../json/decode-percent.ts';

/**
 * Returns a text without its percent-encoding, or `undefined` if it is invalid. Runs of bytes that are not UTF-8 are read as
 * Latin-1, which VS Code writes. A plus stays a plus, since templates expand a space to %20 (RFC 6570 §3.2.1).
 */
export function decodePercent(text: string): string | undefined {
  const decoded = decodeValidPercent(text);
  if (decoded !== undefined) return decoded;
  // A percent sign outside an escape is invalid in every charset.
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  let isValid = true;
  const read = text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const part = decodeValidPercent(run) ?? decodeLatin1(run);
    if (part === undefined) isValid = false;
    return part ?? '';
  });
  return isValid ? read : undefined;
}

/** Returns a run of escapes as Latin-1, unless it has control characters or is an overlong form of UTF-8. */
function decodeLatin1(run: string): string | undefined {
  const text = Buffer.from(run.replaceAll('%', ''), 'hex').toString('latin1');
  return /[\x80-\x9f]|[\xc0\xc1][\xa0-\xbf]/.test(text) ? undefined : text;
}
