import { parseLinkHeader } from '../../src/http/link-header.ts';
import { describeApi } from '../../src/describe/describe-api.ts';
import { loadDocument } from '../../src/load/load-document.ts';
import { findNextPage } from '../../src/runtime/response/next-page.ts';
import { readResponse } from '../../src/runtime/response/read-response.ts';
import { expectSame, expectThat, linesOf, outcomeOf, stableOutcomeOf } from '../invariants.ts';
import type { OperationDescriptor } from '../../src/descriptor.ts';

const sent = 'https://api.example.com/things?page=1&limit=10';
const operation = start();

async function start(): Promise<OperationDescriptor> {
  const parameters = ['page', 'limit', 'cursor'].map((name) => ({
    name,
    in: 'query',
    schema: { type: 'string' },
  }));
  const { descriptor } = describeApi(
    await loadDocument({
      openapi: '3.1.0',
      info: { title: 'Things', version: '1' },
      paths: { '/things': { get: { operationId: 'list', parameters, responses: {} } } },
    }),
  );
  const [first] = descriptor.operations;
  if (first === undefined) throw new Error('The document has no operation');
  return first;
}

/** Reads a Link header from the first line, and the next page of it and of the body after it. */
export async function fuzz(data: Buffer): Promise<void> {
  const [header = ''] = linesOf(data);
  const links = await stableOutcomeOf(() => parseLinkHeader(header));
  expectThat('value' in links, 'A Link header is refused');
  for (const { target, relations } of links.value) {
    expectThat(header.includes(target) && !target.includes('>'), 'A target is not in the header');
    const written = `<${target}>; rel="${relations.join(' ').replaceAll(/["\\]/g, String.raw`\$&`)}"`;
    expectSame(
      parseLinkHeader(written),
      [{ target, relations }],
      'A link changes when it is written and read',
    );
  }
  const page = {
    operation: await operation,
    headers: { link: header },
    body: readResponse({
      headers: { 'content-type': 'application/json' },
      body: data.subarray(header.length + 1),
    }),
    sent,
  };
  const next = await outcomeOf(() => findNextPage(page));
  if (!('value' in next) || next.value?.args === undefined) return;
  for (const name of Object.keys(next.value.args))
    expectThat(
      ['page', 'limit', 'cursor'].includes(name),
      'A next page has an argument that is not declared',
    );
}
