import { idempotentMethods, safeMethods } from '../http/method.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { asText } from './visible-text.ts';
import { asJsonObject } from '../json/narrow.ts';
import { childPointer } from '../json/pointer.ts';
import type { Located } from './reference.ts';
import type { Report } from '../errors.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** The settings of the extension `x-mcp` for an operation as a tool. */
export interface Exposure {
  /** False if the operation is not offered. */
  enabled: boolean;
  /** Name of the tool, in place of the operationId. */
  name?: string;
  /** Title of the tool, in place of the summary. */
  title?: string;
  /** Description of the tool, in place of the operation's. */
  description?: string;
  readOnly?: boolean;
  destructive?: boolean;
  idempotent?: boolean;
  openWorld?: boolean;
}

const extension = 'x-mcp';

/** Fields that the document or a path item can set for all operations below. */
const inheritedFields = new Set(['enabled', 'readOnly', 'destructive', 'idempotent', 'openWorld']);

/** Fields that only an operation can have. */
const operationFields = new Set(['name', 'title', 'description']);

/**
 * Reads the extension `x-mcp`, which is `true`, `false` or an object with the fields of `Exposure`, of the document, the
 * path item and the operation. The nearest wins, field by field, but a document can only make an operation stricter than
 * its method (`method` is in upper case). Returns `undefined` if none of them has the extension.
 */
export function readExposure(
  document: JsonObject,
  item: Located<JsonObject>,
  operation: Located<JsonObject>,
  method: string,
  report: Report,
): Exposure | undefined {
  const holders = [{ node: document, pointer: '' }, item, operation].filter(
    ({ node }) => node[extension] !== undefined,
  );
  if (holders.length === 0) return undefined;
  const merged = holders.reduce<Exposure>(
    (exposure, holder) => ({ ...exposure, ...readFields(holder, holder.node === operation.node, report) }),
    { enabled: true },
  );
  return withoutLooserFields(merged, method, (message) =>
    report({ kind: 'ignored', pointer: operation.pointer, message }),
  );
}

/** Removes the fields that would make an operation look less harmful than its method. */
function withoutLooserFields(
  exposure: Exposure,
  method: string,
  report: (message: string) => void,
): Exposure {
  const isSafe = safeMethods.has(method);
  const looser: [field: keyof Exposure, value: boolean, isLooser: boolean][] = [
    ['readOnly', true, !isSafe],
    ['destructive', false, !isSafe && method !== 'POST'],
    ['idempotent', true, !idempotentMethods.has(method)],
    ['openWorld', false, true],
  ];
  const result = { ...exposure };
  for (const [field, value, isLooser] of looser)
    if (isLooser && exposure[field] === value) {
      report(`${extension} cannot make ${method} less strict: ${field}: ${value} is ignored`);
      delete result[field];
    }
  return result;
}

function readFields(
  { node, pointer: holderPointer }: Located<JsonObject>,
  isOperation: boolean,
  report: Report,
): Partial<Exposure> {
  const value = node[extension];
  const pointer = childPointer(holderPointer, extension);
  if (typeof value === 'boolean') return { enabled: value };
  const fields = asJsonObject(value);
  if (fields === undefined) {
    report({ kind: 'ignored', pointer, message: `${extension} must be true, false or an object` });
    return {};
  }
  for (const [name, field] of Object.entries(fields)) {
    const message = invalidReason(name, field, isOperation);
    if (message !== undefined) report({ kind: 'ignored', pointer: childPointer(pointer, name), message });
  }
  const valid = (name: string): Json | undefined =>
    invalidReason(name, fields[name], isOperation) === undefined ? fields[name] : undefined;
  const flag = (name: string): boolean | undefined => {
    const field = valid(name);
    return typeof field === 'boolean' ? field : undefined;
  };
  return omitUndefined({
    enabled: flag('enabled'),
    readOnly: flag('readOnly'),
    destructive: flag('destructive'),
    idempotent: flag('idempotent'),
    openWorld: flag('openWorld'),
    name: asText(valid('name')),
    title: asText(valid('title')),
    description: asText(valid('description')),
  });
}

/** Returns the reason why a field is ignored, or `undefined` for a valid field. */
function invalidReason(name: string, value: Json | undefined, isOperation: boolean): string | undefined {
  if (inheritedFields.has(name))
    return typeof value === 'boolean' ? undefined : `${name} must be true or false`;
  if (!operationFields.has(name)) return `${extension} has no field ${name}`;
  if (!isOperation) return `only an operation has the field ${name}`;
  return asText(value) === undefined ? `${name} must be a text that is not blank` : undefined;
}
