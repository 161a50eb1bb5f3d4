import { expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { serveDescriptor } from '../support/serve-document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { OperationShaping, RuntimeOptions } from '../../src/index.ts';

const busy = { status: 503, body: 'busy' };

it.each<[string, OperationShaping, RuntimeOptions['resilience'], string, number]>([
  ['are tried again', { retries: 1 }, undefined, 'The request was tried 2 times.', 2],
  ['are tried more often than others', { retries: 2 }, { retries: 1 }, 'The request was tried 3 times.', 3],
  ['are not tried again, unlike others', { retries: 0 }, { retries: 1 }, 'busy', 1],
  ['have the retries of all otherwise', { timeout: 5_000 }, { retries: 1 }, 'tried 2 times', 2],
])('calls of a shaped operation %s', async (_, shaping, resilience, text, attempts) => {
  await using upstream = await startUpstream(busy);
  const { descriptor } = describeApi(await loadDocument(documentOf({})), { shaping: { [tool]: shaping } });
  const { handlers } = await serveDescriptor(descriptor, { request: { baseUrl: upstream.url }, resilience });
  expect(textOf(await handlers.callTool(tool, {}))).toContain(text);
  expect(upstream.requests).toHaveLength(attempts);
  await handlers.close();
});

it('calls of a shaped operation have a limit of their own', async () => {
  await using upstream = await startUpstream();
  const document = documentOf({});
  const shaping = { [tool]: { rateLimit: '1/h' } };
  const { descriptor } = describeApi(await loadDocument(document), { shaping });
  const { handlers } = await serveDescriptor(descriptor, { request: { baseUrl: upstream.url } });
  expect(textOf(await handlers.callTool(tool, {}))).toBe('{"ok":true}');
  expect(textOf(await handlers.callTool(tool, {}))).toMatch(
    new RegExp(
      `^Nothing was sent: the limit of 1/h calls to ${tool} is used up for longer than the time-out of the call\\.\nCall again in 3\\d\\d\\d s\\.$`,
    ),
  );
  expect(upstream.requests).toHaveLength(1);
  await handlers.close();
});

it.each<[OperationShaping, string]>([
  [{ rateLimit: '10' }, 'call: rateLimit must be a number of calls per second, minute or hour'],
  [{ cache: '5 minutes' }, 'call: cache must be a time such as 500ms, 30s, 5m or 1h, and at most 24 days'],
  [{ retries: -1 }, 'call: retries must be a whole number of at least 0'],
])('%j is refused', async (shaping, message) => {
  const loaded = await loadDocument(documentOf({}));
  expect(() => describeApi(loaded, { shaping: { [tool]: shaping } })).toThrow(
    expect.objectContaining({ code: 'OPTION_INVALID', message }),
  );
});
