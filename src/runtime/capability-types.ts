import { OpenApiMcpError } from '../errors.ts';
import type { OpenSearch } from './search/search-mode.ts';
import type { Json } from '../json/value.ts';

/**
 * A compiled JMESPath expression. It changes a JSON response.
 *
 * @throws OpenApiMcpError FILTER_INVALID if the expression does not fit the response, or needs too much work
 */
export type Filter = (value: Json) => Json;

/** The parts of the runtime that a generated server has only if its API or its options need them. */
export interface RuntimeCapabilities {
  /** Search mode. */
  openSearch?: OpenSearch;
  /** The argument `_filter`. */
  loadFilter?: () => Promise<{ compileFilter: (expression: string) => Promise<Filter> }>;
  /** HTML responses as text. */
  loadHtmlText?: () => Promise<{ htmlToText: (html: string) => Promise<string> }>;
}

/** Returns the error for an option whose code a generated server was generated without. */
export function missingCapability(capability: string, flag: string): OpenApiMcpError {
  return new OpenApiMcpError('OPTION_INVALID', `this server was generated without ${capability}`, {
    hint: `Generate it again with ${flag}.`,
  });
}
