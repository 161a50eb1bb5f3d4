/**
 * The style of a parameter (OpenAPI 3.1 §4.8.12.3). `cookie` is the style of OpenAPI 3.2 without percent-encoding.
 * `tabDelimited` is `tsv` of Swagger 2.0, which OpenAPI 3 does not have.
 */
export type ParameterStyle =
  | 'matrix'
  | 'label'
  | 'simple'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'tabDelimited'
  | 'deepObject'
  | 'cookie';

/** Serialization by `style` and `explode` (OpenAPI 3.1 §4.8.12.2.1). */
export interface StyleSerialization {
  kind: 'style';
  style: ParameterStyle;
  explode: boolean;
  /** Do not percent-encode reserved characters (RFC 3986 §2.2). */
  allowReserved: boolean;
  /** Leave the slashes in the value of a path parameter, which matches several segments. */
  allowSlashes?: true;
  /** The members of an object are parameters of their own, and a list among them repeats its name. */
  repeatsLists?: true;
  /** The styles of arrays inside an array, outermost first (Swagger 2.0 `collectionFormat` of items). */
  itemStyles?: ParameterStyle[];
}
