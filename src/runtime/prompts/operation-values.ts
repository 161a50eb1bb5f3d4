import { quoteLargeIntegers } from '../../json/large-integers.ts';
import type { PromptCalls } from '../capability-types.ts';
import type { RequestContext } from '../protocol.ts';
import type { PromptCompletion } from '../../descriptor.ts';
import type { Json } from '../../json/value.ts';

/** Milliseconds for which the values of a caller are reused: a client asks for each character that a person types. */
const lifetime = 10_000;
/** Most callers and operations whose values are stored. */
const maxStored = 100;

/** Returns the values of a completion, for a caller. */
export type OperationValues = (completion: PromptCompletion, context: RequestContext) => Promise<string[]>;

/**
 * Creates a function that reads the values of completions from responses of the API. A call that fails gives none; the
 * audit log has it.
 */
export function createOperationValues(calls: PromptCalls): OperationValues {
  const stored = new Map<string, { values: Promise<string[]>; until: number }>();

  return async (completion, context) => {
    const read = (): Promise<string[]> => readValues(calls, completion, context);
    if (calls.forwardsHeaders) return read();
    const key = JSON.stringify([completion, context.principal ?? null]);
    const now = performance.now();
    const known = stored.get(key);
    if (known !== undefined && known.until > now) return known.values;
    const values = read();
    stored.delete(key);
    stored.set(key, { values, until: now + lifetime });
    const [oldest] = stored.keys();
    if (stored.size > maxStored && oldest !== undefined) stored.delete(oldest);
    return values;
  };
}

async function readValues(
  { find, callOperation }: PromptCalls,
  { operation: name, value: path }: PromptCompletion,
  { principal, header, record }: RequestContext,
): Promise<string[]> {
  const operation = find(name);
  if (operation?.method !== 'GET') return [];
  // The client may cancel, and its next completion needs the same values. Nobody is asked to confirm.
  const context = {
    ...(principal === undefined ? {} : { principal }),
    ...(header === undefined ? {} : { header }),
    ...(record === undefined ? {} : { record }),
  };
  try {
    const { content, isError = false } = await callOperation(operation, {}, context);
    const [first] = content;
    if (isError || first?.type !== 'text') return [];
    const values = valuesAt(JSON.parse(quoteLargeIntegers(first.text)) as Json, path);
    return values.filter((value) => value !== null && typeof value !== 'object').map(String);
  } catch {
    return [];
  }
}

/** Returns every value that a path leads to. */
function valuesAt(value: Json, [segment, ...rest]: string[]): Json[] {
  if (segment === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  const members = Object.entries(value).filter(([key]) => segment === '*' || segment === key);
  return members.flatMap(([, member]) => valuesAt(member, rest));
}
