import { essence, orderContent } from '../http/media-type.ts';
import { coversMediaType } from './media-range.ts';
import { sentMediaType } from './write-body.ts';
import type { Preferences } from './prefer-header.ts';
import type { MediaType, Operation, Response } from '../model/api-model.ts';

/** A declared response, with the status that the mock sends. */
export interface ChosenResponse {
  status: number;
  /** Absent for a status that the operation does not declare. */
  response: Response | undefined;
}

/** Returns the response for the preferred status, or else the first successful one (OpenAPI 3.1 §4.8.16). */
export function chooseResponse({ responses }: Operation, { code }: Preferences): ChosenResponse {
  if (code !== undefined) return { status: code, response: declaredResponse(responses, code) };
  const successes = responses
    .filter(({ status }) => status.startsWith('2'))
    .toSorted((one, other) => one.status.localeCompare(other.status));
  const fallback = responses.find(({ status }) => status === 'default');
  const other = responses.find(({ status }) => /^[345]/.test(status));
  const response = successes[0] ?? fallback ?? other;
  const status =
    response === undefined || response.status === 'default'
      ? 200
      : Number(response.status.replace('XX', '00'));
  return { status, response };
}

/** Returns the declared response of a status: exact before a range (`4XX`), a range before `default`. */
export function declaredResponse(responses: Response[], code: number): Response | undefined {
  return [String(code), `${String(code)[0] ?? ''}XX`, 'default']
    .map((status) => responses.find((response) => response.status === status))
    .find((response) => response !== undefined);
}

/** Returns the media type with the highest quality in Accept (RFC 9110 §12.5.1). JSON comes first among equals. */
export function chooseMediaType({ content }: Response, accept = '*/*'): MediaType | undefined {
  const ranges = accept.split(',').map((item) => {
    const quality = Number(/;\s*q=([\d.]+)/i.exec(item)?.[1] ?? 1);
    const type = essence(item);
    return { type, quality, precision: type === '*/*' ? 0 : type.endsWith('/*') ? 1 : 2 };
  });
  const qualityOf = (media: MediaType): number => {
    const [best] = ranges
      .filter(({ type }) => coversMediaType(type, sentMediaType(media)))
      .toSorted((one, other) => other.precision - one.precision);
    return best?.quality ?? 0;
  };
  return orderContent(content).toSorted((one, other) => qualityOf(other) - qualityOf(one))[0];
}
