import { optional } from '../json/omit-undefined.ts';
import { asText } from './visible-text.ts';
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

/** The document's security schemes by name (OpenAPI 3.1 §4.8.27). */
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

/** What delimits a request, or says whom it is for, is no place for a key (RFC 9110 §7.2, RFC 9112 §6). */
const framing = new Set(
  'host content-length transfer-encoding connection keep-alive upgrade te trailer expect'.split(' '),
);

function readScheme(node: JsonObject, pointer: string, report: Report): SecuritySchemeDescriptor {
  reportHiddenCharacters(node, ['description'], pointer, report);
  const about = {
    ...optional('description', asText(node['description'])),
    ...(node['deprecated'] === true ? { deprecated: true as const } : {}),
  };
  const type = asString(node['type']);
  const unknown = (reason: string): SecuritySchemeDescriptor => {
    const message = `no credential can be sent for this security scheme: ${reason}; --header can send what the API wants`;
    report({ kind: 'relaxed', pointer, message });
    return { type: 'unknown', ...about };
  };
  switch (type) {
    case 'apiKey': {
      const name = asString(node['name']);
      const location = node['in'];
      if (location === 'header' && framing.has(name?.toLowerCase() ?? ''))
        return unknown(`the header ${name} says where a request ends or whom it is for`);
      if (name !== undefined && (location === 'header' || location === 'query' || location === 'cookie'))
        return { type, in: location, name, ...about };
      return unknown(name === undefined ? 'it names no key' : `no key stands in ${JSON.stringify(location)}`);
    }
    case 'http': {
      const scheme = asString(node['scheme']);
      if (scheme !== undefined) return { type, scheme: scheme.toLowerCase(), ...about };
      return unknown('it names no scheme of HTTP');
    }
    case 'oauth2':
      return {
        type,
        flows: readFlows(node['flows']),
        ...optional('metadataUrl', asText(node['oauth2MetadataUrl'])),
        ...about,
      };
    case 'openIdConnect':
      return { type, ...optional('url', asText(node['openIdConnectUrl'])), ...about };
    case 'mutualTLS':
      return { type, ...about };
  }
  return unknown(`nothing is known of the type ${JSON.stringify(node['type'] ?? null)}`);
}

const flowNames: OAuthFlowName[] = [
  'authorizationCode',
  'clientCredentials',
  'password',
  'implicit',
  'deviceAuthorization',
];

/** OpenAPI 3.1 §4.8.28 */
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
  return {
    ...optional('authorizationUrl', asText(flow['authorizationUrl'])),
    ...optional('deviceAuthorizationUrl', asText(flow['deviceAuthorizationUrl'])),
    ...optional('tokenUrl', asText(flow['tokenUrl'])),
    ...optional('refreshUrl', asText(flow['refreshUrl'])),
    scopes: Object.keys(asJsonObject(flow['scopes']) ?? {}),
  };
}

/** Alternatives of `security`; `undefined` where nothing is declared (OpenAPI 3.1 §4.8.30). */
export function readSecurity(node: unknown): SecurityRequirement[] | undefined {
  const items = asArray(node);
  const alternatives = items?.flatMap((item) => {
    const requirement = asJsonObject(item);
    return requirement === undefined
      ? []
      : [Object.fromEntries(Object.entries(requirement).map(([name, scopes]) => [name, asStrings(scopes)]))];
  });
  // An empty list says that none is needed, a list of what cannot be read says nothing.
  return items !== undefined && items.length > 0 && alternatives?.length === 0 ? undefined : alternatives;
}
