import { isUtf8 } from 'node:buffer';
import { createRandom } from '../mock/random.ts';
import { serveMock } from '../mock/mock-server.ts';
import { Sampler } from '../mock/sampler.ts';
import { withDefinitions } from '../runtime/arguments/arguments-schema.ts';
import { OperationCaller } from '../runtime/operation-caller.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { isJsonObject } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { firstLine } from '../http/field-lines.ts';
import type { ApiModel } from '../model/api-model.ts';
import type { HttpExchange } from '../runtime/operation-caller.ts';
import type { ApiDescriptor, OperationDescriptor } from '../descriptor.ts';
import type { JsonObject, JsonSchema } from '../json/value.ts';

/** A call of a tool, with the response of the mock. */
export interface RecordedCall {
  tool: string;
  arguments: JsonObject;
  response: {
    status: number;
    /** Absent for a response without a body. */
    contentType?: string;
    body: string;
    /** Encoding of the bytes in `body`: UTF-8 for text, so that a diff is readable. */
    encoding: 'utf8' | 'base64';
  };
}

/** Branches of unions that are sampled before an operation is left out, each with and without examples. */
const maximumBranches = 4;

/**
 * Calls every operation once, through the whole runtime, with sampled arguments against a mock of its API. The same
 * document gives the same record. Operations are left out if no sample is valid, or if the mock rejects it.
 */
export async function recordCalls(model: ApiModel, api: ApiDescriptor): Promise<RecordedCall[]> {
  const mock = await serveMock(model, { seed: 1 });
  const caller = new OperationCaller(api, { request: { baseUrl: mock.url, sessions: false } });
  const calls: RecordedCall[] = [];
  try {
    for (const operation of api.operations) {
      const call = await recordCall(caller, operation, api);
      if (call !== undefined) calls.push(call);
    }
  } finally {
    await caller.close();
    await mock.close();
  }
  return calls;
}

async function recordCall(
  caller: OperationCaller,
  operation: OperationDescriptor,
  api: ApiDescriptor,
): Promise<RecordedCall | undefined> {
  for (const args of sampleArguments(operation, withDefinitions(operation, api))) {
    const exchange = await tryCall(caller, operation, args);
    if (exchange === undefined || exchange.isError) continue;
    const { status, headers, body } = exchange.response;
    const contentType = firstLine(headers['content-type']);
    const response = omitUndefined({ status, contentType, ...encodeBody(body) });
    return { tool: operation.name, arguments: args, response };
  }
  return undefined;
}

function encodeBody(body: Buffer): Pick<RecordedCall['response'], 'body' | 'encoding'> {
  return isUtf8(body)
    ? { body: body.toString('utf8'), encoding: 'utf8' }
    : { body: body.toString('base64'), encoding: 'base64' };
}

/** Samples required arguments only, since each further argument can be invalid. */
function* sampleArguments({ name }: OperationDescriptor, schema: JsonSchema): Generator<JsonObject> {
  const sampler = new Sampler(schema, 'request');
  const random = createRandom(name);
  for (let branch = 0; branch < maximumBranches; branch++)
    for (const examples of [true, false]) {
      const value = sampler.sample(schema, random, { examples, optional: false, branch });
      if (isJsonObject(value)) yield value;
    }
}

/** Returns `undefined` for a call that the runtime rejects. */
async function tryCall(
  caller: OperationCaller,
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
