import { explainResponse } from '../../schema/explain-errors.ts';
import { ValueChecker } from '../../schema/value-checker.ts';
import { essence, isInRange, isJsonSequence } from '../../http/media-type.ts';
import type {
  ApiDescriptor,
  OperationDescriptor,
  ResponseContent,
  ResponseDescriptor,
} from '../../descriptor.ts';
import type { Json } from '../../json/value.ts';

/**
 * Validates a response against the document. Returns the problems: an empty list for a valid response. Never throws.
 *
 * @param mediaType the media type of the response; empty without content
 * @param value the parsed JSON; `undefined` for a response that is not JSON
 */
export type ValidateResponse = (
  operation: OperationDescriptor,
  status: number,
  mediaType: string,
  value: Json | undefined,
) => Promise<string[]>;

/**
 * Returns a validator that imports Ajv for the first response with a schema, and compiles each schema at its first
 * use.
 */
export function createResponseValidator(api: ApiDescriptor): ValidateResponse {
  const checker = new ValueChecker(api.responseDefinitions);

  async function checkValue({ schema = {} }: ResponseContent, value: Json): Promise<string[]> {
    try {
      const { errors } = await checker.check(schema, value);
      return errors.length === 0 ? [] : explainResponse(errors, api.responseDefinitions, value);
    } catch {
      // The value is nested too deeply for the stack.
      return [];
    }
  }

  return async (operation, status, mediaType, value) => {
    if (operation.responses.length === 0) return [];
    const response = chooseResponse(operation.responses, status);
    if (response === undefined) return [`${status} is not declared`];
    if (response.content.length === 0) return [];
    if (mediaType === '' && value === undefined) return missingContent(operation, status, response);
    const content = chooseContent(response.content, mediaType);
    if (content === undefined) return [`${essence(mediaType)} is not declared for ${status}`];
    if (content.schema === undefined || value === undefined) return [];
    const findings = await checkValue(content, value);
    if (findings.length === 0 || !isJsonSequence(mediaType) || !Array.isArray(value)) return findings;
    return checkItems(value, (item) => checkValue(content, item));
  };
}

/**
 * Validates the items of a sequence: before OpenAPI 3.2, its schema is that of an item as often as that of the list.
 */
async function checkItems(items: Json[], check: (item: Json) => Promise<string[]>): Promise<string[]> {
  for (const [index, item] of items.entries()) {
    const findings = await check(item);
    if (findings.length > 0) return findings.map((finding) => finding.replace(/^\$/, `$[${index}]`));
  }
  return [];
}

/** Returns the content that a response declares for a status and a media type. */
export function declaredContent(
  responses: ResponseDescriptor[],
  status: number,
  mediaType: string,
): ResponseContent | undefined {
  return chooseContent(chooseResponse(responses, status)?.content ?? [], mediaType);
}

/** Returns the response for a status: `200` before `2XX` before `default` (OpenAPI 3.1 §4.8.16). */
function chooseResponse(responses: ResponseDescriptor[], status: number): ResponseDescriptor | undefined {
  return [String(status), `${Math.floor(status / 100)}XX`, 'default']
    .map((wanted) => responses.find((response) => response.status === wanted))
    .find((response) => response !== undefined);
}

/**
 * Returns the most specific content: the same type, the type without parameters, `text/*`, or any (OpenAPI 3.1
 * §4.8.17).
 */
function chooseContent(declared: ResponseContent[], mediaType: string): ResponseContent | undefined {
  const exact = declared.find((content) => content.mediaType === mediaType);
  if (exact !== undefined) return exact;
  const type = essence(mediaType);
  const tests: ((candidate: string) => boolean)[] = [
    (candidate) => normalized(candidate) === normalized(mediaType),
    (candidate) => essence(candidate) === type,
    (candidate) => !candidate.startsWith('*') && isInRange(type, candidate),
    (candidate) => isInRange(type, candidate),
  ];
  return tests
    .map((fits) => declared.find((content) => fits(content.mediaType)))
    .find((content) => content !== undefined);
}

/** Returns a media type in lower case, without white space and quotes. */
function normalized(mediaType: string): string {
  return mediaType.toLowerCase().replaceAll(/[\s"]/g, '');
}

/** Reports missing content, except for responses that never have content (RFC 9110 §6.4.1). */
function missingContent(
  { method }: OperationDescriptor,
  status: number,
  { content }: ResponseDescriptor,
): string[] {
  if (method === 'HEAD' || [204, 205, 304].includes(status)) return [];
  return [
    `${content.map(({ mediaType }) => mediaType).join(' or ')} is declared for ${status}, got no content`,
  ];
}
