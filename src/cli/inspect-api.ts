import { callDestinations } from './call-destinations.ts';
import { measureBudget } from './tool-budget.ts';
import { createHandlers, credentialVariables } from '../index.ts';
import { runtimeCapabilities } from '../runtime/capabilities.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { sessionVariables, waysText } from '../runtime/security/credential-variables.ts';
import type { ClientName } from './client-limits.ts';
import type { CallDestination } from './call-destinations.ts';
import type { ServerFlags } from './flags/request-flags.ts';
import type { ExposeFlag, ToolFlags } from './flags/tool-flags.ts';
import type { OpenedDocument } from './open-document.ts';
import type { Budget } from './tool-budget.ts';
import type {
  ApiDescriptor,
  CredentialVariables,
  Finding,
  Page,
  Prompt,
  Resource,
  ResourceTemplate,
  SecuritySchemeDescriptor,
  Tool,
} from '../index.ts';

/** A security scheme with the sources of its credentials. */
export type InspectedScheme = SecuritySchemeDescriptor & {
  /** Every variable that the scheme reads. */
  environment: string[];
  /** The sources in words. */
  credentials: string;
};

/** The tools and resources of an API as a client receives them, and their cost. */
export interface Inspection {
  tools: Tool[];
  resources: Resource[];
  resourceTemplates: ResourceTemplate[];
  prompts: Prompt[];
  warnings: Finding[];
  skipped: Finding[];
  destinations: CallDestination[];
  securitySchemes: Record<string, InspectedScheme>;
  /** The sources of credentials of an API whose document declares no security. */
  undeclaredCredentials?: Pick<InspectedScheme, 'environment' | 'credentials'>;
  /** Present if calls are sent in a session. */
  session?: InspectedSession;
  budget: Budget;
}

/** The operations that a session calls by itself, and the variables of its login. */
export interface InspectedSession {
  login?: string;
  csrf?: string;
  environment: string[];
}

type InspectionFlags = Pick<ToolFlags, 'resources'> & ExposeFlag & ServerFlags & { client?: ClientName };

/** Lists the tools and resources of a described API, and measures their cost. */
export async function inspectApi(
  { descriptor, findings }: OpenedDocument,
  { resources, expose, baseUrl, server, serverVar, client }: InspectionFlags,
  environment: Record<string, string | undefined>,
): Promise<Inspection> {
  const request = { baseUrl, server, serverVariables: serverVar ?? {}, environment };
  const handlers = createHandlers(descriptor, { resources: resources === 'on', expose, request });
  const tools = collect('tools', (cursor) => handlers.listTools(cursor));
  const variables = new Map(credentialVariables(descriptor).map((entry) => [entry.scheme, entry]));
  await handlers.close();
  return {
    tools,
    resources: collect('resources', (cursor) => handlers.listResources(cursor)),
    resourceTemplates: collect('resourceTemplates', (cursor) => handlers.listResourceTemplates(cursor)),
    prompts: collect('prompts', (cursor) => handlers.prompts?.list(cursor) ?? { prompts: [] }),
    warnings: findings.filter(({ kind }) => kind !== 'skipped'),
    skipped: findings.filter(({ kind }) => kind === 'skipped'),
    destinations: callDestinations(descriptor, request),
    securitySchemes: Object.fromEntries(
      Object.entries(descriptor.securitySchemes).map(([name, scheme]) => [
        name,
        { ...scheme, ...inspectScheme(variables.get(name)) },
      ]),
    ),
    ...undeclaredCredentials(descriptor),
    ...inspectSession(descriptor),
    budget: measureBudget(descriptor.name, tools, client),
  };
}

/** Collects every page of a list. */
function collect<Key extends string, Item>(key: Key, list: (cursor?: string) => Page<Key, Item>): Item[] {
  const items: Item[] = [];
  for (let page = list(); ; page = list(page.nextCursor)) {
    items.push(...page[key]);
    if (page.nextCursor === undefined) return items;
  }
}

function inspectSession(api: ApiDescriptor): Pick<Inspection, 'session'> {
  if (api.session === undefined) return {};
  const { login, csrf } = api.session;
  const names = { login: login?.operation.name, csrf: csrf?.operation?.name };
  return { session: { ...omitUndefined(names), environment: sessionVariables(api) } };
}

/** Returns the variables that an API is sent although its document declares no security. */
function undeclaredCredentials(api: ApiDescriptor): Pick<Inspection, 'undeclaredCredentials'> {
  const { undeclaredSecurity } = runtimeCapabilities;
  if (undeclaredSecurity?.lacksSecurity(api) !== true) return {};
  const entries = undeclaredSecurity.variablesOf(api, ['bearer', 'basic', 'header name']);
  const [token = '', login = '', header = ''] = entries.map((entry) => waysText(entry));
  return {
    undeclaredCredentials: {
      environment: entries.flatMap(({ ways }) => ways.flat()),
      credentials: `from ${token} (Bearer), from ${login} (Basic), or from ${header} for a header, as HEADER_X_API_KEY for x-api-key`,
    },
  };
}

function inspectScheme(
  entry: CredentialVariables | undefined,
): Omit<InspectedScheme, keyof SecuritySchemeDescriptor> {
  if (entry === undefined)
    return { environment: [], credentials: 'nothing can be sent; --header can send what the API wants' };
  const { ways, optional, canLogin, note } = entry;
  const login = canLogin ? ', or openapi-mcp login' : '';
  const besides = optional.length === 0 ? '' : `; besides ${optional.join(', ')}`;
  return {
    environment: [...new Set([...ways.flat(), ...optional])],
    credentials: `from ${waysText(entry)}${login}${besides}${note === undefined ? '' : `; ${note}`}`,
  };
}
