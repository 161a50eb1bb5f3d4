import { percentEncode } from '../request/serialize-style.ts';
import { unescaperFor } from './undo-escapes.ts';
import type { Unescaper } from './undo-escapes.ts';

/** Shorter secrets are not redacted, since they would match parts of ordinary words and numbers. */
export const minSecretLength = 8;

/** Returns true for a secret that is not redacted. */
export function isTooShort(secret: string): boolean {
  return secret !== '' && secret.length < minSecretLength;
}

/** The forms of secrets, each list with the longest first, since a secret can be a part of another. */
export interface SecretForms {
  /** As they stand in a text, with or without escapes. */
  written: string[];
  /** As they stand in a text whose escapes are undone. */
  unescaped: string[];
  /** Undoes the escapes that the secrets can have. */
  unescaper: Unescaper;
}

/** Returns the forms of secrets that are long enough to be told from words. */
export function formsOfSecrets(secrets: string[]): SecretForms {
  const all = new Set(secrets);
  // The token of `Bearer TOKEN` is enough.
  const long = [...all].filter(
    (secret) => secret.length >= minSecretLength && !all.has(/^\w+ (.{8,})$/s.exec(secret)?.[1] ?? ''),
  );
  const unescaper = unescaperFor(long);
  const written = long.flatMap(writtenForms);
  // A secret that ends in a backslash would escape what follows it.
  const plain = written.map((form) => unescaper.undo(form).replace(/(?<!\\)\\+$/, ''));
  const encoded = long.flatMap(encodedForms);
  return {
    written: distinct([...written, ...encoded]),
    unescaped: distinct([...plain, ...encoded]),
    unescaper,
  };
}

function distinct(forms: string[]): string[] {
  return [...new Set(forms)]
    .filter(({ length }) => length >= minSecretLength)
    .toSorted((one, other) => other.length - one.length);
}

/**
 * Returns a secret in plain text, as UTF-8 and UTF-16 read byte by byte, and encoded for URLs, forms and JSON. Each form is
 * also encoded once more, since a response can quote a request in these formats. For most secrets all forms are equal.
 */
function writtenForms(secret: string): string[] {
  if (isUnreserved(secret)) return [secret];
  const wide = Buffer.from(secret, 'utf16le');
  const once = [...quotedForms(secret), Buffer.from(secret, 'utf8').toString('latin1'), withoutZeros(wide)];
  return [
    ...once,
    withoutZeros(wide.swap16()),
    ...once.flatMap((form) => [percentEncode(form), jsonEscape(form)]),
  ];
}

/** Returns true for a text that no format escapes. */
function isUnreserved(text: string): boolean {
  return /^[\w.~-]*$/.test(text);
}

function quotedForms(secret: string): string[] {
  if (isUnreserved(secret)) return [secret];
  const inUrl = percentEncode(secret);
  const inForm = [inUrl.replaceAll('%20', '+'), secret.replaceAll(' ', '+')];
  // JavaScript leaves some signs of RFC 3986 as they are.
  const byScript = inUrl.replaceAll(/%2[1789A]/g, (code) =>
    String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  );
  return [secret, inUrl, byScript, ...inForm, jsonEscape(secret)];
}

function withoutZeros(bytes: Buffer): string {
  return bytes.toString('latin1').replaceAll('\0', '');
}

function jsonEscape(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Returns a secret, and a secret that is quoted in a URL, a form or JSON, in the encodings of bytes as text. */
function encodedForms(secret: string): string[] {
  return [...new Set(quotedForms(secret))].flatMap((form) => {
    const bytes = Buffer.from(form, 'utf8');
    const hex = bytes.toString('hex');
    return [hex, hex.toUpperCase(), ...[0, 1, 2].flatMap((offset) => base64Forms(bytes, offset))];
  });
}

/** Returns the characters of base64 and base64url that stand for bytes alone, at an offset in a group of three bytes. */
function base64Forms(bytes: Buffer, offset: number): string[] {
  const data = Buffer.concat([Buffer.alloc(offset), bytes]);
  const [start, end] = [Math.ceil((offset * 8) / 6), Math.floor((data.length * 8) / 6)];
  return [data.toString('base64').slice(start, end), data.toString('base64url').slice(start, end)];
}
