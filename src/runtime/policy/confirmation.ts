import { createHmac, randomBytes } from 'node:crypto';
import { isSameSecret } from '../../http/is-same-secret.ts';
import { OpenApiMcpError } from '../../errors.ts';
import { isJsonObject } from '../../json/narrow.ts';
import { callerId } from './caller-id.ts';
import { invalidParams } from '../json-rpc.ts';
import { updateCallRecord } from '../call-record.ts';
import type { RequestContext, ProtocolFault } from '../protocol.ts';
import type { Json, JsonObject } from '../../json/value.ts';
import type { PolicySubject } from './access-control.ts';
import type { PolicyOptions } from './policy-options.ts';

/** Asks a person to confirm calls. */
export interface Confirmation {
  /**
   * Resolves when the person has agreed.
   *
   * @throws OpenApiMcpError CONFIRMATION_REFUSED, CONFIRMATION_UNAVAILABLE; InputRequired if the reply comes with another
   * request; ProtocolFault -32602 for a reply to another question
   */
  obtain(subject: PolicySubject, args: JsonObject, context: RequestContext, target?: string): Promise<void>;
}

/** Milliseconds until a question expires. */
const lifetime = 600_000;
/** Characters of all arguments in a question, of a value in it, and of a segment or pair of the request line. */
const maxArgumentCharacters = 1_500;
const maxValueCharacters = 200;
const maxPartCharacters = 100;
const maxTargetCharacters = 1_000;

/**
 * Creates the confirmation of calls. The reply to a question may come with another request, so its state goes to the
 * client and back (MCP 2026-07-28, basic/patterns/mrtr). The state names the caller, the call, the end of its
 * validity and the question, signed with a key. A reply is therefore valid for that call only, and once. Each process
 * remembers the replies that it has seen, and `useConfirmation` those of other processes.
 */
export function createConfirmation(
  key: string | Buffer = randomBytes(32),
  useConfirmation: PolicyOptions['useConfirmation'] = async () => true,
): Confirmation {
  const used = new Map<string, number>();

  function seal(call: string, nonce: string, expires: number): string {
    const mac = createHmac('sha256', key).update(`${nonce}.${expires}.${call}`).digest('base64url');
    return `${nonce}.${expires}.${mac}`;
  }

  async function isValid(state: string, call: string): Promise<boolean> {
    const [nonce = '', expires = ''] = state.split('.');
    if (!isSameSecret(state, seal(call, nonce, Number(expires)))) return false;
    const now = Date.now();
    for (const [past, end] of used) if (end < now) used.delete(past);
    if (Number(expires) < now || used.has(nonce)) return false;
    used.set(nonce, Number(expires));
    return useConfirmation(nonce, Number(expires));
  }

  async function obtain(
    subject: PolicySubject,
    args: JsonObject,
    context: RequestContext,
    target?: string,
  ): Promise<void> {
    if (context.confirm === undefined) throw unavailable(subject);
    const { principal } = context;
    const call = JSON.stringify([principal === undefined ? null : callerId(principal), subject.name, args]);
    const state = seal(call, randomBytes(12).toString('base64url'), Date.now() + lifetime);
    const reply = await context.confirm({ message: questionAbout(subject, args, target), state });
    if (reply.action !== 'accept') throw refused(subject, reply.action);
    if (await isValid(reply.state, call)) return;
    updateCallRecord(context, { error: 'CONFIRMATION_REFUSED' });
    throw invalidState(subject);
  }

  return { obtain };
}

/**
 * Returns the question: the request line first, then the arguments. Each value is truncated by itself, since the model
 * chose them, and a long one must not hide another.
 */
function questionAbout({ name, method, path }: PolicySubject, args: JsonObject, target = path): string {
  const subject = method === undefined ? name : `${method} ${shortenTarget(target ?? '')} (${name})`;
  return `Allow ${visible(subject)}?\n\n${visible(shortenArguments(args))}`;
}

/** Truncates each segment and each pair of a target. The first and the last ones of many parts stay. */
function shortenTarget(target: string): string {
  const short = target.replace(/[^/?&]+/g, (part) => shorten(part, maxPartCharacters));
  if (short.length <= maxTargetCharacters) return short;
  const half = maxTargetCharacters / 2;
  return `${shorten(short.slice(0, -half), half)}${short.slice(-half)}`;
}

function shortenArguments(args: JsonObject): string {
  const entries = Object.entries(args);
  const limit = Math.max(maxPartCharacters, Math.floor(maxArgumentCharacters / entries.length));
  const lines = entries.map(([name, value]) => {
    const text = JSON.stringify({ [shorten(name, maxPartCharacters)]: shortenTexts(value) }, null, 2);
    return shorten(text.slice(2, -2), limit);
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n}`;
}

function shortenTexts(value: Json): Json {
  if (typeof value === 'string') return shorten(value, maxValueCharacters);
  if (Array.isArray(value)) return value.map(shortenTexts);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [
    shorten(key, maxPartCharacters),
    shortenTexts(item),
  ]);
  return Object.fromEntries(entries);
}

function shorten(text: string, limit: number): string {
  const more = text.length - limit;
  return more > 0 ? `${text.slice(0, limit)}… and ${more} more characters` : text;
}

/** Escapes characters that change the direction of text or are invisible, which could mislead a person. */
function visible(text: string): string {
  return text.replaceAll(
    /[\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/**
 * Returns the error for a state that was changed, that belongs to another call or caller, or that has been used or has expired
 * (MCP 2026-07-28, basic/patterns/mrtr). It is the same for each, so that nobody learns more, and begins as that of the SDKs.
 */
function invalidState({ name }: PolicySubject): ProtocolFault {
  return invalidParams(
    `Invalid or expired requestState: The confirmation is not valid for this call of ${name}; nothing was sent. ` +
      'Call again without a confirmation, and the person is asked again. A confirmation is valid for one call, for ten minutes.',
    { reason: 'invalid_request_state' },
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
