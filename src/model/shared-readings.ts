import { createOnce } from './memoize.ts';
import type { Once } from './memoize.ts';
import type { Parameter, Response } from './api-model.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** A document that is being read, and what was made of the nodes that operations share. */
export interface Reading {
  document: JsonObject;
  report: Report;
  /** Nothing for one that cannot be sent. */
  parameters: Once<JsonObject, Parameter | undefined>;
  responses: Once<JsonObject, Omit<Response, 'status'>>;
}

export function createReading(document: JsonObject, report: Report): Reading {
  return { document, report, parameters: createOnce(), responses: createOnce() };
}
