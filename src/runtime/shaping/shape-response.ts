import { firstLine } from '../../http/field-lines.ts';
import { runtimeCapabilities } from '../capabilities.ts';
import { missingCapability } from '../capability-types.ts';
import { hideParts } from './hide-parts.ts';
import type { FilterResponse } from '../capability-types.ts';
import type { ResponseData } from '../response/read-response.ts';
import type { ResponseShaping } from '../../descriptor.ts';
import type { HttpResponse } from '../../http/http-message.ts';

/**
 * Returns a response without what is dropped and with what is masked, and reduced by a filter. The notes are those of the
 * filter, and the headers that are shown.
 */
export async function shapeResponse(
  response: HttpResponse,
  body: ResponseData,
  { headers = [], ...shaping }: ResponseShaping,
): Promise<{ response: HttpResponse; body: ResponseData; notes: string[] }> {
  const visible = hideParts(body, shaping);
  const { filter } = shaping;
  const shaped =
    filter === undefined || body.kind !== 'json'
      ? { body: visible, notes: [] }
      : (await openFilter(filter))(visible);
  const shown = headers.flatMap((name) => {
    const value = firstLine(response.headers[name.toLowerCase()]);
    return value === undefined ? [] : [`${name}: ${value}`];
  });
  const written = 'text' in shaped.body ? shaped.body.text : undefined;
  return {
    response:
      written === undefined || shaped.body === body ? response : { ...response, body: Buffer.from(written) },
    body: shaped.body,
    notes: [...shaped.notes, ...shown],
  };
}

/** @throws OpenApiMcpError FILTER_INVALID; OPTION_INVALID in a server that was generated without filters */
async function openFilter(expression: string): Promise<FilterResponse> {
  if (runtimeCapabilities.filters === undefined)
    throw missingCapability('filters of responses', '--response-filter');
  return runtimeCapabilities.filters.open(expression);
}
