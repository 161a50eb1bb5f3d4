import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import type { NamedToken } from './access-options.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** Shorter tokens can be guessed. */
const minLength = 16;

/**
 * Reads tokens from a file with lines `name:token`, or with JSON: an object of tokens by name, or a list of `{ name,
 * token, scopes }`.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export async function readTokenFile(path: string): Promise<NamedToken[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new OpenApiMcpError('OPTION_INVALID', `The file of tokens cannot be read: ${messageOf(cause)}`, {
      cause,
      hint: 'Give --auth-token-file a file with a line name:token for each caller.',
    });
  }
  return /^\s*[[{]/.test(text) ? fromJson(path, text) : fromLines(path, text);
}

/**
 * Creates the verifier of fixed tokens. It compares hashes, and always all of them, so that its duration reveals
 * nothing.
 */
export function createStaticVerifier(tokens: NamedToken[]): TokenVerifier {
  for (const { name, token } of tokens) checkToken(name, token);
  const known = tokens.map(({ name, token, scopes = [] }) => ({
    hash: digest(token),
    principal: { name, scopes },
  }));
  if (new Set(known.map(({ hash }) => hash.toString('hex'))).size < known.length)
    throw new OpenApiMcpError('OPTION_INVALID', 'Two callers have the same token', {
      hint: 'Give each caller a token of its own.',
    });
  return {
    async verify(token) {
      const hash = digest(token);
      const matches = known.map((each) => timingSafeEqual(each.hash, hash));
      const found = known[matches.indexOf(true)];
      return found === undefined ? undefined : { ok: true, principal: found.principal };
    },
    close: async () => undefined,
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function checkToken(name: string, token: string): void {
  // The characters of `b64token` (RFC 6750 §2.1).
  const isValid = name !== '' && token.length >= minLength && /^[A-Za-z0-9\-._~+/]+=*$/.test(token);
  if (isValid) return;
  throw new OpenApiMcpError('OPTION_INVALID', `The token of ${JSON.stringify(name)} cannot be used`, {
    hint: `A token has at least ${minLength} characters, letters, digits and -._~+/ (openssl rand -hex 32 makes one), and its caller a name.`,
  });
}

function fromLines(path: string, text: string): NamedToken[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const [, name, token] = /^([^:]+):(.*)$/.exec(trimmed) ?? [];
    // The line may contain a token, so the message does not quote it.
    if (name === undefined || token === undefined) throw invalidEntry(path, `line ${index + 1}`);
    return [{ name: name.trim(), token: token.trim() }];
  });
}

function fromJson(path: string, text: string): NamedToken[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidEntry(path, 'the JSON');
  }
  if (Array.isArray(value)) return value.map((entry: unknown, index) => toToken(path, entry, index));
  return Object.entries(value ?? {}).map(([name, token]: [string, unknown], index) =>
    toToken(path, { name, token }, index),
  );
}

function toToken(path: string, entry: unknown, index: number): NamedToken {
  const { name, token, scopes = [] } = Object(entry) as Record<string, unknown>;
  const isList = Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string');
  if (typeof name !== 'string' || typeof token !== 'string' || !isList)
    throw invalidEntry(path, `entry ${index + 1}`);
  return { name, token, scopes };
}

function invalidEntry(path: string, where: string): OpenApiMcpError {
  return new OpenApiMcpError('OPTION_INVALID', `${path}: ${where} is not of the form name:token`, {
    hint: 'Write a line name:token for each caller, or a JSON list of { "name", "token", "scopes" }.',
  });
}
