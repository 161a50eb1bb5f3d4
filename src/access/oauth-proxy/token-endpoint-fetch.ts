import { asJsonObject } from '../../json/narrow.ts';
import type { Fetch } from '../../http/create-fetch.ts';

/** Returns a `fetch` for a token endpoint. An error in a body is an error with any status: GitHub sends it with 200. */
export function tokenEndpointFetch(fetch: Fetch): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (response.status !== 200) return response;
    const body = asJsonObject(
      await response
        .clone()
        .json()
        .catch(() => undefined),
    );
    return typeof body?.['error'] === 'string'
      ? new Response(JSON.stringify(body), { status: 400, headers: response.headers })
      : response;
  };
}
