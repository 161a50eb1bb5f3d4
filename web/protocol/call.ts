import { isJsonObject } from '../../src/json/narrow.ts';
import { createMark } from './rpc.ts';
import type { CallOptions, Connection } from './rpc.ts';
import type { CallEntry, CallSummary, JsonObject } from './mcp-types.ts';

/** A request to the server, with its result or failure. */
export interface FinishedCall {
  method: string;
  params: JsonObject;
  result?: JsonObject;
  error?: Error;
  /** Milliseconds in the browser. */
  duration: number;
  /** The call in the log of the server. */
  entry?: CallEntry;
}

/** Asks the person a question of the server. Resolves to true for a yes. */
export type Ask = (message: string) => Promise<boolean>;

/** Calls the server, answers its questions, and finds the call in its log. Never rejects. */
export async function callServer(
  connection: Connection,
  method: string,
  params: JsonObject,
  ask: Ask,
  options: CallOptions = {},
): Promise<FinishedCall> {
  const started = performance.now();
  const mark = createMark();
  const finish = (outcome: Pick<FinishedCall, 'result' | 'error'>): FinishedCall => ({
    method,
    params,
    duration: performance.now() - started,
    ...outcome,
  });
  let call: FinishedCall;
  try {
    let result = await connection.request(method, params, { ...options, mark });
    while (result['resultType'] === 'input_required') {
      const replies = await answer(result, ask);
      result = await connection.request(method, { ...params, ...replies }, { ...options, mark });
    }
    call = finish({ result });
  } catch (error) {
    call = finish({ error: error instanceof Error ? error : new Error(String(error)) });
  }
  const entry = await findEntry(connection, mark);
  return entry === undefined ? call : { ...call, entry };
}

/** Returns the parameters that answer the questions of a result (MCP 2026-07-28, basic/patterns/mrtr). */
async function answer({ inputRequests, requestState }: JsonObject, ask: Ask): Promise<JsonObject> {
  const inputResponses: JsonObject = {};
  for (const [key, request] of Object.entries(isJsonObject(inputRequests) ? inputRequests : {})) {
    const { params } = isJsonObject(request) ? request : {};
    const message = isJsonObject(params) ? String(params['message'] ?? '') : '';
    const isYes = await ask(message);
    inputResponses[key] = isYes ? { action: 'accept', content: {} } : { action: 'decline' };
  }
  return { inputResponses, ...(requestState === undefined ? {} : { requestState }) };
}

/** Finds the last call with a mark in the log of the server. */
async function findEntry(connection: Connection, mark: string): Promise<CallEntry | undefined> {
  try {
    const { calls } = await connection.data('calls');
    const found = (calls as unknown as CallSummary[]).findLast((each) => each.mark === mark);
    if (found === undefined) return undefined;
    return (await connection.data(`calls?id=${found.id}`)) as unknown as CallEntry;
  } catch {
    return undefined;
  }
}
