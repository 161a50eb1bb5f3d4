import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { OpenApiMcpError } from '../errors.ts';

/** Encrypts the texts of a store. */
export interface Encryption {
  /** Returns the text, encrypted for a key of the store: it cannot be decrypted as that of another one. */
  encrypt(key: string, text: string): string;
  /** Returns the text, or `undefined` if no secret decrypts it, or if it was changed or moved. */
  decrypt(key: string, encrypted: string): string | undefined;
  /** Returns a name for a key, which nobody without the first secret can check a guess of the key by. */
  nameOf(key: string): string;
}

/** The name that the keys of a store are encrypted for. No key is equal to it. */
export const keyName = '\0key';

/** Shorter secrets can be guessed. */
const minLength = 32;

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** Returns the secrets of a text, one a line. */
export function secretsOf(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
}

/**
 * Creates the encryption (AES-256-GCM) by secrets, one a line. The first one encrypts and all decrypt, so that a secret can
 * be replaced without a gap.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function createEncryption(secrets: string): Encryption {
  const lines = secretsOf(secrets);
  if (lines.length === 0 || lines.some((secret) => secret.length < minLength))
    throw new OpenApiMcpError('OPTION_INVALID', `a secret of a store has at least ${minLength} characters`, {
      hint: 'Make one with openssl rand -hex 32, and set OPENAPI_MCP_AUTH_SECRET, or --auth-secret-file to its file.',
    });
  const keys = lines.map((secret) => {
    const key = Buffer.from(hkdfSync('sha256', secret, '', 'openapi-mcp store', 32));
    return { key, id: createHash('sha256').update(key).digest('base64url').slice(0, 8) };
  });
  const [first] = keys;

  return {
    encrypt(name, text) {
      if (first === undefined) return '';
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv(algorithm, first.key, iv, { authTagLength: tagBytes }).setAAD(
        Buffer.from(name),
      );
      const bytes = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `1.${first.id}.${bytes.toString('base64url')}`;
    },
    decrypt(name, encrypted) {
      const [format, id, body = ''] = encrypted.split('.');
      const found = keys.find((each) => each.id === id);
      const bytes = Buffer.from(body, 'base64url');
      if (format !== '1' || found === undefined || bytes.length < ivBytes + tagBytes) return undefined;
      const decipher = createDecipheriv(algorithm, found.key, bytes.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(-tagBytes));
      try {
        return (
          decipher.update(bytes.subarray(ivBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8')
        );
      } catch {
        return undefined;
      }
    },
    nameOf: (key) =>
      createHmac('sha256', first?.key ?? '')
        .update(key)
        .digest('base64url'),
  };
}
