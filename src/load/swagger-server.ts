import type { JsonObject } from '../json/value.ts';
import { isJsonObject } from '../json/narrow.ts';
import { stringsOf } from './upgrade-schema.ts';

/** `schemes`, `host` and `basePath` → servers (Swagger 2.0, Swagger Object). */
export function serversOf(document: JsonObject, location?: string): JsonObject[] {
  const { host, basePath } = document;
  const path = typeof basePath === 'string' ? basePath.replace(/^\/*/, '/').replace(/(?<!\/)\/+$/, '') : '';
  if (typeof host !== 'string' || host.trim() === '') {
    return typeof basePath === 'string' ? [{ url: path === '' ? '/' : path }] : [];
  }
  const [, ownScheme, authority = ''] =
    /^(?:(https?):)?(?:\/\/)?(.*)$/.exec(host.trim().replace(/(?<!\/)\/+$/, '')) ?? [];
  const found = location === undefined ? 'https' : new URL(location).protocol.slice(0, -1);
  const declared = stringsOf(document['schemes'])?.map((scheme) => scheme.toLowerCase());
  const schemes = declared?.filter((scheme) => scheme === 'https' || scheme === 'http') ?? [];
  // Requests go to the first server, so the safe scheme leads.
  const ordered = schemes.length > 0 ? [...new Set(schemes)].sort().reverse() : [ownScheme ?? found];
  return ordered.map((scheme) => ({ url: `${scheme}://${authority}${path}` }));
}

const flowNames: Record<string, string> = {
  implicit: 'implicit',
  password: 'password',
  application: 'clientCredentials',
  accessCode: 'authorizationCode',
};

/** `securityDefinitions` → security schemes (Swagger 2.0, Security Scheme Object). */
export function securitySchemesOf(definitions: JsonObject): JsonObject {
  const schemes: JsonObject = {};
  for (const [name, scheme] of Object.entries(definitions)) {
    schemes[name] = isJsonObject(scheme) ? securitySchemeOf(scheme) : scheme;
  }
  return schemes;
}

function securitySchemeOf(scheme: JsonObject): JsonObject {
  if (scheme['type'] === 'basic') return { ...scheme, type: 'http', scheme: 'basic' };
  if (scheme['type'] !== 'oauth2' || isJsonObject(scheme['flows'])) return scheme;
  const { flow, authorizationUrl, tokenUrl, scopes, ...rest } = scheme;
  const name = typeof flow === 'string' ? flowNames[flow] : undefined;
  if (name === undefined) return { ...rest, flows: {} };
  const converted: JsonObject = { scopes: isJsonObject(scopes) ? scopes : {} };
  if (authorizationUrl !== undefined) converted['authorizationUrl'] = authorizationUrl;
  if (tokenUrl !== undefined) converted['tokenUrl'] = tokenUrl;
  return { ...rest, flows: { [name]: converted } };
}
