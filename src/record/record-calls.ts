import { isUtf8 } from 'node:buffer';
import { createRandom } from '../mock/random.ts';
import { serveMock } from '../mock/mock-server.ts';
import { Sampler } from '../mock/sampler.ts';
import { createCaller } from '../runtime/call.ts';
import { isOpenApiMcpError } from '../errors.ts';
import type { ApiModel } from '../model/api-model.ts';
import type { Caller, HttpExchange } from '../runtime/call.ts';
import type { ApiDescriptor, OperationDescriptor } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/** A call as it went, and the answer that came. */
export interface RecordedCall {
  tool: string;
  arguments: JsonObject;
  answer: {
    status: number;
    /** Absent where there is no body. */
    contentType?: string;
    body: string;
    /** How `body` stands for bytes. */
    encoding: 'utf8' | 'base64';
  };
}

/** Samples that are tried before an operation is given up. */
const attempts = 8;

/**
 * Calls every operation once, through the whole runtime, with sampled arguments against the mock of its API. The same
 * document gives the same record. Operations whose schemas no sample passes, or whose mock refuses it, are left out.
 */
export async function recordCalls(model: ApiModel, api: ApiDescriptor): Promise<RecordedCall[]> {
  const mock = await serveMock(model, { seed: 1 });
  const caller = createCaller(api, { baseUrl: mock.url });
  const calls: RecordedCall[] = [];
  try {
    for (const operation of api.operations) {
      const call = await recordOne(caller, operation);
      if (call !== undefined) calls.push(call);
    }
  } finally {
    await caller.close();
    await mock.close();
  }
  return calls;
}

async function recordOne(caller: Caller, operation: OperationDescriptor): Promise<RecordedCall | undefined> {
  for (const args of sampleArguments(operation)) {
    const exchange = await attempt(caller, operation, args);
    if (exchange === undefined || exchange.response.status >= 400) continue;
    const { status, headers, body } = exchange.response;
    const contentType = [headers['content-type'] ?? []].flat()[0];
    return {
      tool: operation.name,
      arguments: args,
      answer: {
        status,
        ...(contentType === undefined ? {} : { contentType }),
        ...encode(body),
      },
    };
  }
  return undefined;
}

/** Text can be read in a diff. */
function encode(body: Buffer): Pick<RecordedCall['answer'], 'body' | 'encoding'> {
  return isUtf8(body)
    ? { body: body.toString('utf8'), encoding: 'utf8' }
    : { body: body.toString('base64'), encoding: 'base64' };
}

/** Required arguments first: they are the fewest that can be wrong. */
function* sampleArguments({ inputSchema, name }: OperationDescriptor): Generator<JsonObject> {
  const sampler = new Sampler(inputSchema, 'request');
  const random = createRandom(name);
  for (let branch = 0; branch < attempts / 2; branch++)
    for (const examples of [true, false]) {
      const value = sampler.sample(inputSchema, random, { examples, optional: false, branch });
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) yield value;
    }
}

async function attempt(
  caller: Caller,
  operation: OperationDescriptor,
  args: JsonObject,
): Promise<HttpExchange | undefined> {
  try {
    return await caller.call(operation, args);
  } catch (error) {
    if (isOpenApiMcpError(error)) return undefined;
    throw error;
  }
}
