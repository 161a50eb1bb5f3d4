import { asJsonObject } from '../../json/narrow.ts';
import { loadAjv } from '../../schema/ajv.ts';
import { limitsOf } from '../../schema/validation-cost.ts';
import { explainResponse } from '../../schema/explain-errors.ts';
import { structuredContent } from './structured-content.ts';
import type { StrictOutput } from '../capability-types.ts';
import type { CallResult } from '../protocol.ts';
import type { Json, JsonSchema } from '../../json/value.ts';
import type { ValidateFunction } from 'ajv/dist/2020.js';

/** Returns true if an output schema can reject a value, so that a client may discard a response. */
export function isRestrictive(outputSchema: JsonSchema): boolean {
  const branches = outputSchema['anyOf'];
  return !(Array.isArray(branches) && branches.some(acceptsAll));
}

function acceptsAll(schema: Json): boolean {
  const keywords = Object.keys(asJsonObject(schema) ?? { not: {} });
  return keywords.every((keyword) => keyword === 'description' || keyword === 'title');
}

/**
 * Returns the violations of an output schema, as a strict client would find them. A schema that accepts everything is
 * not compiled. Never throws.
 */
export type OutputValidator = (outputSchema: JsonSchema, structured: Json) => Promise<string[]>;

export function createOutputValidator(): OutputValidator {
  const compiled = new WeakMap<JsonSchema, Promise<ValidateFunction | undefined>>();

  return async (outputSchema, structured) => {
    const definitions = (outputSchema['$defs'] ?? {}) as Record<string, JsonSchema>;
    if (!isRestrictive(outputSchema) || limitsOf(outputSchema, definitions).isTooCostly) return [];
    const compiling = compiled.get(outputSchema) ?? compile(outputSchema);
    compiled.set(outputSchema, compiling);
    const validate = await compiling;
    try {
      if (validate === undefined || validate(structured)) return [];
      return explainResponse(validate.errors ?? [], definitions, structured);
    } catch {
      return [];
    }
  };
}

async function compile(schema: JsonSchema): Promise<ValidateFunction | undefined> {
  try {
    return (await loadAjv({ allErrors: false })).compile(schema);
  } catch {
    return undefined;
  }
}

/**
 * Returns the result for a response that violates its schema in strict mode. The content of the response follows it.
 */
export function strictErrorResult(findings: string[]): CallResult {
  const lines = [
    'The response does not match its schema in the document (--validate-responses strict):',
    ...findings.map((finding) => `- ${finding}`),
    // A model that takes this for a failed call would repeat a POST that succeeded.
    'The call took effect: do not repeat it for this. Fix the document or the API, or pass --validate-responses warn.',
  ];
  return { content: [{ type: 'text', text: lines.join('\n') }], isError: true };
}

/** Creates the checks of strict output. */
export function createStrictOutput(): StrictOutput {
  const validate = createOutputValidator();
  return {
    wholeContent(body, outputSchema) {
      if (outputSchema === undefined || !isRestrictive(outputSchema)) return undefined;
      // A truncated list, or a number as text, would violate a restrictive schema.
      return { value: body.kind === 'json' ? body.value : structuredContent(body, outputSchema) };
    },
    async failureOf(outputSchema, structured, findings) {
      if (findings.length > 0) return strictErrorResult(findings);
      if (outputSchema === undefined || structured === undefined) return undefined;
      const violations = await validate(outputSchema, structured);
      return violations.length === 0 ? undefined : strictErrorResult(violations);
    },
  };
}
