import type { Parameter, Response } from './types.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../runtime/types.ts';

/** A document that is being read, and what was made of the nodes that operations share. */
export interface Reading {
  document: JsonObject;
  report: Report;
  /** Nothing for one that cannot be sent. */
  parameters: Once<Parameter | undefined>;
  responses: Once<Omit<Response, 'status'>>;
}

/** Makes something of a node, the first time. */
type Once<Value> = (node: JsonObject, make: () => Value) => Value;

export function createReading(document: JsonObject, report: Report): Reading {
  return { document, report, parameters: createOnce(), responses: createOnce() };
}

function createOnce<Value>(): Once<Value> {
  const made = new Map<JsonObject, { value: Value }>();
  return (node, make) => {
    const known = made.get(node) ?? { value: make() };
    made.set(node, known);
    return known.value;
  };
}
