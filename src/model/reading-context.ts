import { createMemo } from '../json/memoize.ts';
import type { Memo } from '../json/memoize.ts';
import type { Parameter, Response } from './api-model.ts';
import type { Report } from '../errors.ts';
import type { JsonObject } from '../json/value.ts';

/** The document that is being read, with the parameters and responses that its operations share. */
export interface ReadingContext {
  document: JsonObject;
  /** The URL of the document; absent for files. */
  location: string | undefined;
  report: Report;
  /** `undefined` for a parameter that cannot be sent. */
  parameters: Memo<JsonObject, Parameter | undefined>;
  responses: Memo<JsonObject, Omit<Response, 'status'>>;
}

/** Creates the context for reading one document. */
export function createReadingContext(
  document: JsonObject,
  location: string | undefined,
  report: Report,
): ReadingContext {
  return { document, location, report, parameters: createMemo(), responses: createMemo() };
}
