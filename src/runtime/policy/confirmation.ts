import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { OpenApiMcpError } from '../../errors.ts';
import type { RequestContext } from '../protocol.ts';
import type { JsonObject } from '../../json/value.ts';
import type { PolicySubject } from './policy.ts';

/** Asks a person to confirm calls. */
export interface Confirmation {
  /**
   * Resolves when the person has agreed.
   *
   * @throws OpenApiMcpError CONFIRMATION_REFUSED, CONFIRMATION_UNAVAILABLE; InputRequired if the reply comes with another request
   */
  obtain(subject: PolicySubject, args: JsonObject, context: RequestContext): Promise<void>;
}

/** Milliseconds until a question expires. */
const lifetime = 600_000;
const maxShownCharacters = 1_500;

/**
 * Creates the confirmation of calls. The reply to a question may come with another request, so its state goes to the
 * client and back (MCP 2026-07-28, basic/patterns/mrtr). The state names the caller, the call, the end of its
 * validity and the question, signed with a key. A reply is therefore valid for that call only, and once.
 */
export function createConfirmation(key: string | Buffer = randomBytes(32)): Confirmation {
  const used = new Map<string, number>();

  function seal(call: string, nonce: string, expires: number): string {
    const mac = createHmac('sha256', key).update(`${nonce}.${expires}.${call}`).digest('base64url');
    return `${nonce}.${expires}.${mac}`;
  }

  function isValid(state: string, call: string): boolean {
    const [nonce = '', expires = ''] = state.split('.');
    const expected = Buffer.from(seal(call, nonce, Number(expires)));
    const given = Buffer.from(state);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    const now = Date.now();
    for (const [past, end] of used) if (end < now) used.delete(past);
    if (Number(expires) < now || used.has(nonce)) return false;
    used.set(nonce, Number(expires));
    return true;
  }

  async function obtain(subject: PolicySubject, args: JsonObject, context: RequestContext): Promise<void> {
    if (context.confirm === undefined) throw unavailable(subject);
    const call = JSON.stringify([context.principal?.name ?? null, subject.name, args]);
    const state = seal(call, randomBytes(12).toString('base64url'), Date.now() + lifetime);
    const reply = await context.confirm({ message: questionAbout(subject, args), state });
    if (reply.action !== 'accept') throw refused(subject, reply.action);
    if (!isValid(reply.state, call))
      throw new OpenApiMcpError(
        'CONFIRMATION_REFUSED',
        `The confirmation is not valid for this call of ${subject.name}; nothing was sent`,
        {
          hint: 'Call again without a confirmation, and the person is asked again. A confirmation is valid for one call, for ten minutes.',
        },
      );
  }

  return { obtain };
}

/** Returns the question: the method and path first, since the model chose the rest. */
function questionAbout({ name, method, path }: PolicySubject, args: JsonObject): string {
  const what = method === undefined ? name : `${method} ${path} (${name})`;
  const text = JSON.stringify(args, null, 2);
  const more = text.length - maxShownCharacters;
  const shown = more > 0 ? `${text.slice(0, maxShownCharacters)}\n… and ${more} more characters` : text;
  return `Allow ${what}?\n\n${visible(shown)}`;
}

/** Escapes characters that change the direction of text or are invisible, which could mislead a person. */
function visible(text: string): string {
  return text.replaceAll(
    /[\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function unavailable({ name }: PolicySubject): OpenApiMcpError {
  return new OpenApiMcpError(
    'CONFIRMATION_UNAVAILABLE',
    `${name} needs a person's consent, and this client cannot ask for it; nothing was sent`,
  );
}

function refused({ name }: PolicySubject, action: 'decline' | 'cancel'): OpenApiMcpError {
  const message =
    action === 'decline'
      ? `The person declined the call of ${name}; nothing was sent`
      : `The person dismissed the question whether to call ${name}; nothing was sent`;
  return new OpenApiMcpError('CONFIRMATION_REFUSED', message);
}
