import { credentialVariables } from './credentials.ts';
import type { Answer } from './answer.ts';
import type { RuntimeOptions } from './options.ts';
import type { HttpResponse } from './send.ts';
import type { ApiDescriptor, Json, JsonObject, OperationDescriptor } from './types.ts';

/** What an error answer is about. */
export interface FailedCall {
  api: ApiDescriptor;
  operation: OperationDescriptor;
  args: JsonObject;
  response: HttpResponse;
  answer: Answer;
  options: RuntimeOptions;
}

/** What to do about an error answer, in one or a few sentences. */
export function adviceFor(call: FailedCall): string {
  const { status } = call.response;
  const wait = waitFor(call.response);
  if (status === 401) return credentialAdvice(call);
  if (status === 403)
    return 'The credentials do not allow this; another call or other credentials are needed.';
  if (status === 404 || status === 410) return notFoundAdvice(call);
  if (status === 408 || status === 425 || status === 429 || status === 503)
    return wait ?? 'Wait a little, then try again.';
  if (status === 409) return 'Something is in the way: read the current state, then decide.';
  if (status === 412 || status === 428) return 'Read the resource again and pass its current ETag.';
  if (status === 405 || status === 406 || status === 415 || status === 501)
    return 'The API does not take this request although its document describes it; trying again will not help.';
  if (status >= 500) return `${wait ?? 'The API failed.'} ${repeatAdvice(call.operation)}`;
  const fields = fieldMessages(call.answer);
  return fields.length === 0
    ? 'Correct the arguments and call again.'
    : `Correct these and call again:\n${fields.join('\n')}`;
}

function repeatAdvice({ annotations }: OperationDescriptor): string {
  return annotations.idempotentHint
    ? 'It is safe to try again later.'
    : 'Check whether the call took effect before trying again.';
}

/** RFC 9110 §10.2.3: seconds or a date. */
function waitFor({ headers }: HttpResponse): string | undefined {
  const value = [headers['retry-after'] ?? []].flat()[0]?.trim();
  if (value === undefined) return undefined;
  return /^\d+$/.test(value) ? `Try again in ${value} seconds.` : `Try again after ${value}.`;
}

function credentialAdvice({ api, operation, options }: FailedCall): string {
  const variables = new Map(credentialVariables(api).map((entry) => [entry.scheme, entry.variables]));
  const alternatives = (operation.security ?? []).filter(
    (requirement) => Object.keys(requirement).length > 0,
  );
  const sent = alternatives.find((requirement) =>
    Object.keys(requirement).every((scheme) => Object.hasOwn(options.credentials ?? {}, scheme)),
  );
  const named = (sent === undefined ? alternatives : [sent]).map((requirement) =>
    Object.keys(requirement)
      .flatMap((scheme) => variables.get(scheme) ?? [`a credential for ${scheme}`])
      .join(' and '),
  );
  if (named.length === 0)
    return 'The API wants credentials that its document does not describe: whoever runs this server can add them with --header.';
  const list = named.join(', or ');
  return sent === undefined
    ? `No credentials were sent: whoever runs this server must set ${list} in its environment.`
    : `The credentials were refused: whoever runs this server must check ${list}.`;
}

/** Which arguments named what is not there. */
function notFoundAdvice({ operation, args }: FailedCall): string {
  const named = operation.parameters.filter(
    ({ in: location, argument }) => location === 'path' && args[argument] !== undefined,
  );
  if (named.length === 0) return 'Nothing is there: the server URL may be wrong (--base-url).';
  const texts = named.map(({ argument }) => `${argument} (${JSON.stringify(args[argument])})`);
  return `Nothing has this address: check ${texts.join(' and ')}.`;
}

const fieldKeys = [
  'field',
  'path',
  'pointer',
  'param',
  'parameter',
  'name',
  'loc',
  'property',
  'source',
  'in',
  'argument',
];
const messageKeys = ['message', 'detail', 'msg', 'reason', 'description', 'title', 'error', 'code'];
const listKeys = [
  'errors',
  'detail',
  'details',
  'invalid-params',
  'invalidParams',
  'violations',
  'fieldErrors',
  'issues',
];
const shownFields = 20;

/** The messages about single fields that APIs put into their error bodies, as `- field: message`. */
export function fieldMessages(answer: Answer): string[] {
  const body = answer.kind === 'json' ? asObject(answer.value) : undefined;
  const nested = asObject(body?.['error']);
  const lists = [body, nested].flatMap((object) => listKeys.map((key) => object?.[key]));
  const messages = lists.flatMap((list) => {
    if (Array.isArray(list)) return list.flatMap(listedMessage);
    return Object.entries(asObject(list) ?? {}).flatMap(([field, texts]) => {
      const text = [texts]
        .flat()
        .filter((item) => typeof item === 'string')
        .join(', ');
      return text === '' ? [] : [`- ${field}: ${text}`];
    });
  });
  return [...new Set(messages)].slice(0, shownFields);
}

function listedMessage(item: Json): string[] {
  const entry = asObject(item);
  if (entry === undefined) return typeof item === 'string' ? [`- ${item}`] : [];
  const field = fieldKeys.map((key) => fieldName(entry[key])).find((name) => name !== undefined);
  const message = messageKeys.map((key) => entry[key]).find((text) => typeof text === 'string');
  return field === undefined || message === undefined ? [] : [`- ${field}: ${String(message)}`];
}

/** A name, a path in pieces, or JSON:API's `{ pointer }`. */
function fieldName(value: Json | undefined): string | undefined {
  if (typeof value === 'string' && value !== '') return value.replace(/^#?\//, '').replaceAll('/', '.');
  if (Array.isArray(value)) return value.filter((part) => typeof part !== 'object').join('.') || undefined;
  const source = asObject(value);
  return source === undefined ? undefined : fieldName(source['pointer'] ?? source['parameter']);
}

function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}
