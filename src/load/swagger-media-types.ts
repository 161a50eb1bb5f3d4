import { nonEmptyStrings } from './non-empty-strings.ts';
import type { Json } from '../json/value.ts';

/**
 * Returns the media types of an operation: its own, as a list or as one text, else those of the document. An empty list
 * clears those of the document (Swagger 2.0, Operation Object).
 */
export function ownMediaTypes(
  value: Json | undefined,
  inherited: string[] | undefined,
): string[] | undefined {
  if (Array.isArray(value) && value.length === 0) return undefined;
  return nonEmptyStrings(typeof value === 'string' ? [value] : value) ?? inherited;
}
