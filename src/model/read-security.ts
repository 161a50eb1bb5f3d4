import { omitUndefined } from '../json/omit-undefined.ts';
import { asText } from './visible-text.ts';
import { isFramingHeader } from '../http/framing-header.ts';
import { asArray, asJsonObject, asString, asStrings } from '../json/narrow.ts';
import { childPointer } from '../json/pointer.ts';
import { dereferenceOrEmpty } from './reference.ts';
import { reportHiddenCharacters } from './report-findings.ts';
import type { Report } from '../errors.ts';
import type {
  OAuthFlow,
  OAuthFlowName,
  OAuthFlows,
  SecurityRequirement,
  SecuritySchemeDescriptor,
} from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/** Reads the document's security schemes, by name (OpenAPI 3.1 §4.8.27). */
export function readSecuritySchemes(
  document: JsonObject,
  report: Report,
): Record<string, SecuritySchemeDescriptor> {
  const schemes = asJsonObject(asJsonObject(document['components'])?.['securitySchemes']) ?? {};
  return Object.fromEntries(
    Object.entries(schemes).map(([name, value]) => {
      const pointer = childPointer('/components/securitySchemes', name);
      const node = dereferenceOrEmpty(document, value, pointer, report).node;
      return [name, readScheme(node, pointer, report)];
    }),
  );
}

function readScheme(node: JsonObject, pointer: string, report: Report): SecuritySchemeDescriptor {
  reportHiddenCharacters(node, ['description'], pointer, report);
  const common = omitUndefined({
    description: asText(node['description']),
    deprecated: node['deprecated'] === true ? (true as const) : undefined,
  });
  const type = asString(node['type']);
  const unknown = (reason: string): SecuritySchemeDescriptor => {
    const message = `no credential can be sent for this security scheme: ${reason}; --header can send what the API wants`;
    report({ kind: 'relaxed', pointer, message });
    return { type: 'unknown', ...common };
  };
  switch (type) {
    case 'apiKey': {
      const name = asString(node['name']);
      const location = node['in'];
      if (location === 'header' && isFramingHeader(name ?? ''))
        return unknown(`the header ${name} frames the request`);
      if (name !== undefined && (location === 'header' || location === 'query' || location === 'cookie'))
        return { type, in: location, name, ...signingOf(node), ...common };
      return unknown(
        name === undefined ? 'it has no name' : `${JSON.stringify(location)} is not a location of keys`,
      );
    }
    case 'http': {
      const scheme = asString(node['scheme']);
      if (scheme !== undefined) return { type, scheme: scheme.toLowerCase(), ...common };
      return unknown('it has no HTTP authentication scheme');
    }
    case 'oauth2':
      return omitUndefined({
        type,
        flows: readFlows(node['flows']),
        metadataUrl: asText(node['oauth2MetadataUrl']),
        ...common,
      });
    case 'openIdConnect':
      return omitUndefined({ type, url: asText(node['openIdConnectUrl']), ...common });
    case 'mutualTLS':
      return { type, ...common };
  }
  return unknown(`its type ${JSON.stringify(node['type'] ?? null)} is not known`);
}

/** Returns the signature that a key in `Authorization` stands for, as API Gateway of AWS exports it. */
function signingOf(node: JsonObject): { signing?: 'awsSigv4' } {
  const isHeader = node['in'] === 'header' && asString(node['name'])?.toLowerCase() === 'authorization';
  const kind = asString(node['x-amazon-apigateway-authtype'])?.toLowerCase();
  return isHeader && kind === 'awssigv4' ? { signing: 'awsSigv4' } : {};
}

const flowNames: OAuthFlowName[] = [
  'authorizationCode',
  'clientCredentials',
  'password',
  'implicit',
  'deviceAuthorization',
];

/** Reads the flows of OAuth 2.0 (OpenAPI 3.1 §4.8.28). */
function readFlows(node: unknown): OAuthFlows {
  const flows = asJsonObject(node) ?? {};
  return Object.fromEntries(
    flowNames.flatMap((name) => {
      const flow = asJsonObject(flows[name]);
      return flow === undefined ? [] : [[name, readFlow(flow)]];
    }),
  );
}

function readFlow(flow: JsonObject): OAuthFlow {
  const scopes = Object.entries(asJsonObject(flow['scopes']) ?? {});
  const described = scopes.flatMap(([name, text]): [string, string][] =>
    typeof text === 'string' && text.trim() !== '' ? [[name, text.trim()]] : [],
  );
  return omitUndefined({
    authorizationUrl: asText(flow['authorizationUrl']),
    deviceAuthorizationUrl: asText(flow['deviceAuthorizationUrl']),
    tokenUrl: asText(flow['tokenUrl']),
    refreshUrl: asText(flow['refreshUrl']),
    scopes: scopes.map(([name]) => name),
    scopeDescriptions: described.length === 0 ? undefined : Object.fromEntries(described),
  });
}

/** Reads the alternatives of `security`; returns `undefined` if none are declared (OpenAPI 3.1 §4.8.30). */
export function readSecurity(node: unknown): SecurityRequirement[] | undefined {
  const items = asArray(node);
  const alternatives = items?.flatMap((item) => {
    const requirement = asJsonObject(item);
    return requirement === undefined
      ? []
      : [Object.fromEntries(Object.entries(requirement).map(([name, scopes]) => [name, asStrings(scopes)]))];
  });
  // An empty list declares that no security is needed; a list of invalid items declares nothing.
  return items !== undefined && items.length > 0 && alternatives?.length === 0 ? undefined : alternatives;
}
