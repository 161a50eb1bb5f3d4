import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { OpenApiMcpError } from '../../errors.ts';
import type { RequestContext } from '../protocol.ts';
import type { JsonObject } from '../../json/value.ts';
import type { PolicySubject } from './policy.ts';

/** Asks people before calls. */
export interface Confirmation {
  /**
   * Settles when the person has agreed.
   *
   * @throws OpenApiMcpError CONFIRMATION_REFUSED, CONFIRMATION_UNAVAILABLE; InputNeeded where the answer comes with another request
   */
  obtain(governed: PolicySubject, args: JsonObject, context: RequestContext): Promise<void>;
}

/** How long a person may think. */
const lifetime = 600_000;
const shownCharacters = 1_500;

/**
 * A question that is answered by another request carries its state there and back (MCP 2026-07-28,
 * basic/patterns/mrtr): who was asked about which call, until when, and which question it was, under a key. So an
 * answer is good for that call alone, and once.
 */
export function createConfirmation(key: string | Buffer = randomBytes(32)): Confirmation {
  const used = new Map<string, number>();

  function seal(subject: string, nonce: string, expires: number): string {
    const mac = createHmac('sha256', key).update(`${nonce}.${expires}.${subject}`).digest('base64url');
    return `${nonce}.${expires}.${mac}`;
  }

  function isSealed(state: string, subject: string): boolean {
    const [nonce = '', expires = ''] = state.split('.');
    const expected = Buffer.from(seal(subject, nonce, Number(expires)));
    const given = Buffer.from(state);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    const now = Date.now();
    for (const [past, end] of used) if (end < now) used.delete(past);
    if (Number(expires) < now || used.has(nonce)) return false;
    used.set(nonce, Number(expires));
    return true;
  }

  async function obtain(governed: PolicySubject, args: JsonObject, context: RequestContext): Promise<void> {
    if (context.confirm === undefined) throw unavailable(governed);
    const subject = JSON.stringify([context.principal?.name ?? null, governed.name, args]);
    const state = seal(subject, randomBytes(12).toString('base64url'), Date.now() + lifetime);
    const answer = await context.confirm({ message: questionAbout(governed, args), state });
    if (answer.action !== 'accept') throw refused(governed, answer.action);
    if (!isSealed(answer.state, subject))
      throw new OpenApiMcpError(
        'CONFIRMATION_REFUSED',
        `What was confirmed is not this call of ${governed.name}; nothing was sent`,
        {
          hint: 'Call again without an answer: the person is asked anew. An answer is good for one call, for ten minutes.',
        },
      );
  }

  return { obtain };
}

/** What a person reads: the true request first, then what the model filled in. */
function questionAbout({ name, method, path }: PolicySubject, args: JsonObject): string {
  const what = method === undefined ? name : `${method} ${path} (${name})`;
  const text = JSON.stringify(args, null, 2);
  const more = text.length - shownCharacters;
  const shown = more > 0 ? `${text.slice(0, shownCharacters)}\n… and ${more} more characters` : text;
  return `Allow ${what}?\n\n${visible(shown)}`;
}

/** Marks that turn the direction of writing, or are not seen, could make a person read another text. */
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
