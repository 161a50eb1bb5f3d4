import { getOwn } from '../json/get-own.ts';
import type { JsonObject } from '../json/value.ts';
import { isJsonObject } from '../json/narrow.ts';

/** The names of the OAuth 2.0 flows in Swagger 2.0, with their names in OpenAPI 3. */
const flowNames: Record<string, string> = {
  implicit: 'implicit',
  password: 'password',
  application: 'clientCredentials',
  accessCode: 'authorizationCode',
};

/** Returns the security schemes of `securityDefinitions` (Swagger 2.0, Security Scheme Object). */
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
  const name = typeof flow === 'string' ? getOwn(flowNames, flow) : undefined;
  if (name === undefined) return { ...rest, flows: {} };
  const converted: JsonObject = { scopes: isJsonObject(scopes) ? scopes : {} };
  if (authorizationUrl !== undefined) converted['authorizationUrl'] = authorizationUrl;
  if (tokenUrl !== undefined) converted['tokenUrl'] = tokenUrl;
  return { ...rest, flows: { [name]: converted } };
}
