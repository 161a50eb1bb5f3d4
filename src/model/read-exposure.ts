import { optional } from '../json/omit-undefined.ts';
import { asText } from './visible-text.ts';
import { asJsonObject } from '../json/narrow.ts';
import { childPointer } from '../json/pointer.ts';
import type { Report } from '../errors.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** What the extension `x-mcp` of a document says of an operation as a tool. */
export interface Exposure {
  /** Whether it is offered at all. */
  enabled: boolean;
  /** Of its tool, in place of the operationId. */
  name?: string;
  /** In place of its summary. */
  title?: string;
  /** In place of its description. */
  description?: string;
  readOnly?: boolean;
  destructive?: boolean;
  idempotent?: boolean;
  openWorld?: boolean;
}

const extension = 'x-mcp';

/** Fields that hold for everything below the place that they stand at. */
const inherited = new Set(['enabled', 'readOnly', 'destructive', 'idempotent', 'openWorld']);

/** Fields that only an operation can have. */
const own = new Set(['name', 'title', 'description']);

/** A node that may have the extension, and where it stands. */
interface Place {
  node: JsonObject;
  pointer: string;
}

/**
 * The extension `x-mcp`, which is `true`, `false` or an object with the fields of `Exposure`, of the document, the path
 * item and the operation: what is nearer wins, field by field. Absent where none of them has it.
 */
export function readExposure(
  document: JsonObject,
  item: Place,
  operation: Place,
  report: Report,
): Exposure | undefined {
  const places = [{ node: document, pointer: '' }, item, operation].filter(
    ({ node }) => node[extension] !== undefined,
  );
  if (places.length === 0) return undefined;
  return places.reduce<Exposure>(
    (exposure, place) => ({ ...exposure, ...readFields(place, place.node === operation.node, report) }),
    { enabled: true },
  );
}

function readFields({ node, pointer }: Place, isOperation: boolean, report: Report): Partial<Exposure> {
  const value = node[extension];
  const place = childPointer(pointer, extension);
  if (typeof value === 'boolean') return { enabled: value };
  const fields = asJsonObject(value);
  if (fields === undefined) {
    report({ kind: 'ignored', pointer: place, message: `${extension} is true, false or an object` });
    return {};
  }
  for (const [name, field] of Object.entries(fields)) {
    const why = refusal(name, field, isOperation);
    if (why !== undefined) report({ kind: 'ignored', pointer: childPointer(place, name), message: why });
  }
  const lawful = (name: string): Json | undefined =>
    refusal(name, fields[name], isOperation) === undefined ? fields[name] : undefined;
  const flag = (name: string): boolean | undefined => {
    const field = lawful(name);
    return typeof field === 'boolean' ? field : undefined;
  };
  return {
    ...optional('enabled', flag('enabled')),
    ...optional('readOnly', flag('readOnly')),
    ...optional('destructive', flag('destructive')),
    ...optional('idempotent', flag('idempotent')),
    ...optional('openWorld', flag('openWorld')),
    ...optional('name', asText(lawful('name'))),
    ...optional('title', asText(lawful('title'))),
    ...optional('description', asText(lawful('description'))),
  };
}

/** Why a field does not count. */
function refusal(name: string, value: Json | undefined, isOperation: boolean): string | undefined {
  if (inherited.has(name)) return typeof value === 'boolean' ? undefined : `${name} is true or false`;
  if (!own.has(name)) return `${extension} has no field ${name}`;
  if (!isOperation) return `only an operation has the field ${name}`;
  return asText(value) === undefined ? `${name} is a text` : undefined;
}
