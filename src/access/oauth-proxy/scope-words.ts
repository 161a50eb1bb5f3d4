import type { SecuritySchemeDescriptor } from '../../http/security-scheme.ts';

/** Characters of a description that a page shows. */
const longest = 200;

/** A scope as a person reads it. */
export interface ScopeWords {
  name: string;
  /** Absent if the document does not describe the scope. */
  words: string | undefined;
}

/** Returns scopes with the descriptions that the OAuth flows of a document give them (OpenAPI 3.2 §4.29). */
export function describeScopes(names: string[], schemes: SecuritySchemeDescriptor[]): ScopeWords[] {
  const described = schemes.flatMap((scheme) =>
    scheme.type === 'oauth2' ? Object.values(scheme.flows).map((flow) => flow.scopeDescriptions ?? {}) : [],
  );
  return names.map((name) => ({
    name,
    words: described
      .find((descriptions) => Object.hasOwn(descriptions, name))
      ?.[name]?.replaceAll(/\s+/g, ' ')
      .slice(0, longest),
  }));
}
