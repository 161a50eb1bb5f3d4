import { setOwn } from '../json/set-own.ts';
import { OpenApiMcpError } from '../errors.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { noteText, YamlScalar } from './yaml-scalar.ts';
import type { ScalarTexts } from './yaml-scalar.ts';

/** Values nested deeper than this are refused: twice the depth to which `sanitizeDocument` truncates. */
const depthLimit = 1_000;
/** A few lines of YAML aliases can stand for billions of values. */
const valueLimit = 4_000_000;

/**
 * Copies a value to a tree of plain JSON, as `JSON.stringify` would write it. `source` names the value in errors. `texts`
 * receives the texts of the scalars of YAML that have another text than their value.
 *
 * @throws OpenApiMcpError NOT_OPENAPI for a value that is cyclic, too large or nested too deeply
 */
export function toPlainJson(value: unknown, source: string, texts?: ScalarTexts): Json {
  const ancestors = new Set<object>();
  let count = 0;

  function refuse(reason: string, hint: string): never {
    throw new OpenApiMcpError('NOT_OPENAPI', `${source} ${reason}.`, { hint, location: { source } });
  }

  function copy(item: unknown): Json | undefined {
    if (++count > valueLimit) {
      refuse(`expands to more than ${valueLimit} values`, 'Write its YAML aliases as $ref.');
    }
    if (item === null || typeof item === 'string' || typeof item === 'boolean') return item;
    if (typeof item === 'number') return Number.isFinite(item) ? item : null;
    if (typeof item === 'bigint') return Number(item);
    if (typeof item !== 'object') return undefined;
    if (item instanceof YamlScalar) return copy(item.value);
    if (ancestors.has(item)) refuse('is cyclic: it contains itself', 'Write the cycle with $ref.');
    if (ancestors.size > depthLimit) refuse('is nested too deeply', 'Write its deep parts with $ref.');
    ancestors.add(item);
    const copied = copyObject(item);
    ancestors.delete(item);
    return copied;
  }

  function copyObject(item: object): Json | undefined {
    if (Array.isArray(item)) {
      const array = item.map((entry) => copy(entry) ?? null);
      for (const [index, entry] of item.entries()) note(array, String(index), entry);
      return array;
    }
    if ('toJSON' in item && typeof item.toJSON === 'function') return copy(item.toJSON());
    const object: JsonObject = {};
    for (const [key, entry] of Object.entries(item)) {
      const copied = copy(entry);
      if (copied !== undefined) setOwn(object, key, copied);
      note(object, key, entry);
    }
    return object;
  }

  function note(holder: Json[] | JsonObject, key: string, entry: unknown): void {
    if (texts === undefined) return;
    if (entry instanceof YamlScalar) noteText(texts, holder, key, entry.text);
    else if (typeof entry === 'bigint') noteText(texts, holder, key, String(entry));
  }

  return copy(value) ?? null;
}
