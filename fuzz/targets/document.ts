import { describeApi } from '../../src/describe/describe-api.ts';
import { loadDocument } from '../../src/load/load-document.ts';
import { isJsonObject } from '../../src/json/narrow.ts';
import { decodeDocument } from '../../src/load/decode-document.ts';
import { parseText } from '../../src/load/parse-text.ts';
import { createHandlers } from '../../src/runtime/handlers.ts';
import { expectSame, outcomeOf, stableOutcomeOf } from '../invariants.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** Reads a document in JSON or YAML, and lists the tools of an API. */
export async function fuzz(data: Buffer): Promise<void> {
  const text = decodeDocument(data);
  const parsed = await stableOutcomeOf(() => parse(text));
  // A text without a value is refused, unlike one whose value JSON cannot have.
  if (!('value' in parsed) || parsed.value === null) return;
  const written = JSON.stringify(parsed.value);
  expectSame(JSON.stringify(await parse(written)), written, 'A document changes when it is written and read');
  if (isJsonObject(parsed.value)) await describe(parsed.value);
}

function parse(text: string): Promise<Json> {
  return parseText(text, 'fuzz', () => undefined);
}

/** Throws unless a document has the same tools each time, or is refused. */
async function describe(document: JsonObject): Promise<void> {
  const before = JSON.stringify(document);
  const listed = await stableOutcomeOf(async () => {
    const { descriptor } = describeApi(await loadDocument(document));
    await using handlers = createHandlers(descriptor, {});
    return [handlers.listTools(), handlers.listResources()];
  });
  expectSame(JSON.stringify(document), before, 'Loading a document changes the object of its owner');
  if ('value' in listed) await outcomeOf(() => JSON.stringify(listed.value));
}
