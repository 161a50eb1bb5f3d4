/** The methods that telemetry names: a document may name any other. */
export const knownMethods: ReadonlySet<string> = new Set(
  'GET HEAD POST PUT PATCH DELETE OPTIONS TRACE QUERY'.split(' '),
);
