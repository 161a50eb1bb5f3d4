import { asArray, asString } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { Report } from '../errors.ts';
import type { ParameterLocation, ParameterStyle, StyleSerialization } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/** The styles that each location allows; the first is its default (OpenAPI 3.1 §4.8.12.2.1). */
export const stylesByLocation: Record<ParameterLocation, readonly [ParameterStyle, ...ParameterStyle[]]> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject', 'tabDelimited'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
  querystring: ['form'],
};

/** The styles of Swagger 2.0's collection formats, which it allows in every location; OpenAPI 3 only in a query. */
const collectionStyles = new Map<unknown, ParameterStyle>([
  ['ssv', 'spaceDelimited'],
  ['pipes', 'pipeDelimited'],
  ['tsv', 'tabDelimited'],
]);

/** Reads `style`, `explode` and `allowReserved` with their defaults (OpenAPI 3.1 §4.8.12.2.1). */
export function readStyle(
  node: JsonObject,
  location: ParameterLocation,
  pointer: string,
  report: Report,
): StyleSerialization {
  const allowed = stylesByLocation[location];
  const delimited = collectionStyles.get(node['x-collection-format']);
  const declared = delimited ?? asString(node['style']) ?? allowed[0];
  const style = delimited ?? allowed.find((candidate) => candidate === declared) ?? allowed[0];
  if (style !== declared)
    report({
      kind: 'repaired',
      pointer,
      message: `style ${declared} does not exist in ${location}, so ${style} is used`,
    });
  const explode = node['explode'];
  const itemFormats = asArray(node['x-item-collection-formats']);
  return {
    kind: 'style',
    style,
    explode: typeof explode === 'boolean' ? explode : style === 'form' || style === 'cookie',
    allowReserved: node['allowReserved'] === true,
    ...omitUndefined({
      itemStyles: itemFormats?.map((format): ParameterStyle => collectionStyles.get(format) ?? 'form'),
    }),
  };
}
