import { parseHttpDate, parseRetryAfter } from '../../src/http/http-date.ts';
import { describeApi } from '../../src/describe/describe-api.ts';
import { loadDocument } from '../../src/load/load-document.ts';
import { sendWithRetries } from '../../src/runtime/resilience/retry.ts';
import { errorHint } from '../../src/runtime/result/error-hint.ts';
import { expectSame, expectThat, linesOf, outcomeOf } from '../invariants.ts';
import type { FailedCall } from '../../src/runtime/result/credential-hint.ts';
import type { HttpResponse } from '../../src/http/http-message.ts';

const statuses = [403, 408, 425, 429, 500, 503, 504];
const request = { method: 'GET', origin: 'http://127.0.0.1', target: '/things', headers: [] };
const failed = start();

async function start(): Promise<Omit<FailedCall, 'response' | 'exchange'>> {
  const { descriptor: api } = describeApi(
    await loadDocument({
      openapi: '3.1.0',
      info: { title: 'Things', version: '1' },
      paths: { '/things': { get: { operationId: 'list', responses: {} } } },
    }),
  );
  const [operation] = api.operations;
  if (operation === undefined) throw new Error('The document has no operation');
  return { api, operation, args: {}, body: { kind: 'empty' }, options: {} };
}

/** Reads Retry-After and the limits of rates: the first byte selects the status, each line is a header. */
export async function fuzz(data: Buffer): Promise<void> {
  const status = statuses[(data[0] ?? 0) % statuses.length] ?? 429;
  const [value = '', reset = '', remaining = ''] = linesOf(data.subarray(1));
  const delay = parseRetryAfter(value);
  expectThat(delay === undefined || (delay >= 0 && delay < 1e16), `Retry-After is ${delay}`);
  const time = parseHttpDate(value);
  if (time !== undefined) expectSame(parseHttpDate(new Date(time).toISOString()), time, 'A date changes');
  const response: HttpResponse = {
    status,
    headers: {
      'retry-after': value,
      ...(reset === '' ? {} : { 'ratelimit-reset': reset }),
      ...(remaining === '' ? {} : { 'x-ratelimit-remaining': remaining }),
    },
    body: Buffer.alloc(0),
    ending: 'complete',
  };
  await expectHint({ ...(await failed), response, exchange: exchangeOf(response) });
  // A call that has no time left is not repeated, whatever the API asks for.
  const call = {
    request,
    options: {},
    started: performance.now(),
    timeout: 0,
    signal: new AbortController().signal,
  };
  const sent = await outcomeOf(() => sendWithRetries(() => Promise.resolve(response), call, 3, false));
  expectSame(sent, { value: response }, 'A retry changes the response');
}

function exchangeOf(response: HttpResponse): FailedCall['exchange'] {
  return { request, response, isError: true, hasSucceeded: true, duration: 1, schemes: [] };
}

/** Throws unless the hint has our words only, and dates. */
async function expectHint(call: FailedCall): Promise<void> {
  const hint = await outcomeOf(() => errorHint(call));
  expectThat('value' in hint, 'There is no hint');
  const date = /(?<=Try again after )[\w ,:+.-]{20,40}(?=\.)/;
  const words = hint.value.replace(date, 'DATE').replace(/(?<=Try again in )\d+ second/, 'SECONDS');
  expectThat(known.has(words.replace('SECONDSs', 'SECONDS')), `The hint is ${hint.value}`);
}

const wait = ['Try again in SECONDS.', 'Try again after DATE.'];
const known = new Set([
  ...wait,
  'Wait a little, then try again.',
  ...['Wait a little.', ...wait].map((text) => `The rate limit is used up. ${text}`),
  ...['The API failed.', ...wait].map((text) => `${text} It is safe to try again later.`),
  'The API does not allow this, and no credentials were sent: if it requires some, the operator of this server can add them with --header.',
]);
