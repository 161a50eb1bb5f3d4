type OptionalKeys<Source> = {
  [Key in keyof Source]-?: undefined extends Source[Key] ? Key : never;
}[keyof Source];

/** `Source` with the properties that may be undefined made optional instead. */
export type WithoutUndefined<Source> = Omit<Source, OptionalKeys<Source>> & {
  [Key in OptionalKeys<Source>]?: Exclude<Source[Key], undefined>;
};

/**
 * Returns a copy without the properties that are undefined, in the same order.
 *
 * @example omitUndefined({ name, title: undefined }) // { name }
 */
export function omitUndefined<Source extends object>(source: Source): WithoutUndefined<Source> {
  return Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined),
  ) as WithoutUndefined<Source>;
}
