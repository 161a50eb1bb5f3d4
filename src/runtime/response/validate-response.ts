import { loadAjv } from '../../schema/ajv.ts';
import { canCollectErrors, isTooCostly } from '../../schema/validation-cost.ts';
import { explainResponse } from '../../schema/explain-errors.ts';
import { essence, isInRange, isJsonSequence } from '../../http/media-type.ts';
import type {
  ApiDescriptor,
  OperationDescriptor,
  ResponseContent,
  ResponseDescriptor,
} from '../../descriptor.ts';
import type { Json } from '../../json/value.ts';
import type { ValidateFunction } from 'ajv/dist/2020.js';

/**
 * Checks what the API answered against what the document declares; answers what does not fit, nothing where all does.
 * `mediaType` is the answer's, empty where there was no content; `value` is absent where it is no JSON. Never throws.
 */
export type ValidateResponse = (
  operation: OperationDescriptor,
  status: number,
  mediaType: string,
  value: Json | undefined,
) => Promise<string[]>;

/** Ajv is loaded at the first answer that has a schema, and each schema compiled at its first use. */
export function createResponseValidator(api: ApiDescriptor): ValidateResponse {
  const compileForAllErrors = createCompiler(api, true);
  const compileForFirstError = createCompiler(api, false);

  async function checkValue(content: ResponseContent, value: Json): Promise<string[]> {
    const { schema = {} } = content;
    if (isTooCostly(schema, api.definitions)) return [];
    const collectsErrors = canCollectErrors(schema, api.definitions, value);
    const validate = await (collectsErrors ? compileForAllErrors : compileForFirstError)(content);
    try {
      if (validate === undefined || validate(value)) return [];
      return explainResponse(validate.errors ?? [], api.definitions, value);
    } catch {
      // Nested deeper than the stack reaches.
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

/** Before OpenAPI 3.2 a sequence's schema is as often that of one item as that of the list: either will do. */
async function checkItems(items: Json[], check: (item: Json) => Promise<string[]>): Promise<string[]> {
  for (const [index, item] of items.entries()) {
    const findings = await check(item);
    if (findings.length > 0) return findings.map((finding) => finding.replace(/^\$/, `$[${index}]`));
  }
  return [];
}

/** `200` before `2XX` before `default` (OpenAPI 3.1 §4.8.16). */
function chooseResponse(responses: ResponseDescriptor[], status: number): ResponseDescriptor | undefined {
  return [String(status), `${Math.floor(status / 100)}XX`, 'default']
    .map((wanted) => responses.find((response) => response.status === wanted))
    .find((response) => response !== undefined);
}

/** The most specific that fits: as it is, without parameters, a range such as `text/*`, anything (OpenAPI 3.1 §4.8.17). */
function chooseContent(declared: ResponseContent[], mediaType: string): ResponseContent | undefined {
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

/** Lower case, without the white space that may stand around parameters and their quotes. */
function normalized(mediaType: string): string {
  return mediaType.toLowerCase().replaceAll(/[\s"]/g, '');
}

/** Some answers have no content whatever is declared (RFC 9110 §6.4.1). */
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

type Compiler = (content: ResponseContent) => Promise<ValidateFunction | undefined>;

/** All schemas are one document to Ajv, so what many of them refer to is compiled once; one that cannot be is passed over. */
function createCompiler(api: ApiDescriptor, allErrors: boolean): Compiler {
  const compiled = new Map<ResponseContent, ValidateFunction | undefined>();
  let loading: Promise<(content: ResponseContent) => ValidateFunction | undefined> | undefined;

  async function load(): Promise<(content: ResponseContent) => ValidateFunction | undefined> {
    const ajv = await loadAjv({ allErrors });
    const contents = api.operations.flatMap(({ responses }) => responses.flatMap(({ content }) => content));
    const places = new Map(contents.map((content, index) => [content, `#/contents/${index}`]));
    ajv.addSchema({
      $id: 'responses',
      $defs: api.definitions,
      contents: contents.map(({ schema }) => schema ?? {}),
    });
    return (content) => {
      const place = sharedPlace(content) ?? places.get(content);
      return place === undefined ? undefined : ajv.getSchema(`responses${place}`);
    };
  }

  return async (content) => {
    if (compiled.has(content)) return compiled.get(content);
    try {
      loading ??= load();
      const compile = await loading;
      compiled.set(content, compile(content));
    } catch {
      compiled.set(content, undefined);
    }
    return compiled.get(content);
  };
}

/** A schema that only refers to a definition is that definition. */
function sharedPlace({ schema = {} }: ResponseContent): string | undefined {
  const reference = schema['$ref'];
  return typeof reference === 'string' && Object.keys(schema).length === 1 ? reference : undefined;
}
