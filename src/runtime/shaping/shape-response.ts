import { firstLine } from '../../http/field-lines.ts';
import { openFilter } from '../result/open-filter.ts';
import { hideParts } from './hide-parts.ts';
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
