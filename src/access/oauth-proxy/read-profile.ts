import { asArray, asJsonObject, asScalarText } from '../../json/narrow.ts';
import type { Fetch } from '../../http/create-fetch.ts';
import type { Json, JsonObject } from '../../json/value.ts';
import type { ProfileSource } from './presets.ts';

/** A response of a provider to a request for the profile of a person. */
export class ProfileError extends Error {
  readonly status: number;

  constructor(url: string, status: number) {
    super(`${url} responded with ${status}`);
    this.status = status;
  }
}

/**
 * Returns the claims of a person at a provider without OpenID Connect. A further source that the token may not read adds no
 * claims.
 *
 * @throws ProfileError
 */
export async function readProfile(
  sources: ProfileSource[],
  scopes: string[],
  accessToken: string,
  fetch: Fetch,
): Promise<JsonObject> {
  const claims: JsonObject = {};
  for (const source of sources) {
    if (source.scope !== undefined && !scopes.includes(source.scope)) continue;
    const response = await fetch(source.url, {
      headers: {
        authorization: `Bearer ${accessToken}`,
        accept: 'application/json',
        // GitHub refuses requests without it.
        'user-agent': 'openapi-mcp',
      },
    });
    if (response.ok) Object.assign(claims, claimsOf(source, await response.json()));
    else if (![403, 404].includes(response.status) || source === sources[0])
      throw new ProfileError(source.url, response.status);
  }
  // The name of a caller is a text.
  const subject = asScalarText(claims['sub']);
  if (subject === undefined || subject === '') throw new Error('the provider does not say who signed in');
  return { ...claims, sub: subject };
}

/** Returns the claims of a resource. */
function claimsOf({ claims, item, isList }: ProfileSource, body: unknown): JsonObject {
  const items = (asArray(body) ?? [body]).map((each) => asJsonObject(each) ?? {});
  const found = items.filter((each) =>
    Object.entries(item ?? {}).every(([name, value]) => each[name] === value),
  );
  const valuesOf = (field: string): Json[] => found.flatMap((each) => each[field] ?? []);
  return Object.fromEntries(
    Object.entries(claims).flatMap(([claim, field]): [string, Json][] => {
      const [value] = valuesOf(field);
      if (isList === true) return [[claim, valuesOf(field)]];
      return value === undefined ? [] : [[claim, value]];
    }),
  );
}
