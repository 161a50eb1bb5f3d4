import { asJsonObject } from '../json/narrow.ts';
import { childPointer } from '../json/pointer.ts';
import { dereference } from './reference.ts';
import type { SourceSchema } from './api-model.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** A schema node, or the schema that takes everything where there is none. */
export function readSourceSchema(node: unknown, pointer: string, report: Report): SourceSchema {
  if (node === undefined) return true;
  if (typeof node === 'boolean') return node;
  const schema = asJsonObject(node);
  if (schema === undefined)
    report({
      kind: 'relaxed',
      pointer: childPointer(pointer, 'schema'),
      message: 'a schema that is no object was dropped',
    });
  return schema ?? true;
}

/** `example`, else the value of the first of `examples`. */
export function firstExample(
  document: JsonObject,
  node: JsonObject,
  pointer: string,
  report: Report,
): unknown {
  if (node['example'] !== undefined) return node['example'];
  const [entry] = Object.entries(asJsonObject(node['examples']) ?? {});
  if (entry === undefined) return undefined;
  const [name, value] = entry;
  const example = dereference(document, value, childPointer(pointer, 'examples', name), report)?.node;
  return example?.['value'] ?? example?.['dataValue'];
}
