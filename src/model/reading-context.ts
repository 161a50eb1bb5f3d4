import { createMemo } from './memoize.ts';
import type { Memo } from './memoize.ts';
import type { Parameter, Response } from './api-model.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** A document that is being read, and what was made of the nodes that operations share. */
export interface ReadingContext {
  document: JsonObject;
  report: Report;
  /** Nothing for one that cannot be sent. */
  parameters: Memo<JsonObject, Parameter | undefined>;
  responses: Memo<JsonObject, Omit<Response, 'status'>>;
}

export function createReadingContext(document: JsonObject, report: Report): ReadingContext {
  return { document, report, parameters: createMemo(), responses: createMemo() };
}
