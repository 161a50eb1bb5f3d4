import type { Capability } from './capabilities.ts';

/**
 * A module of the runtime that names its optional parts. The one in `src` names them all; the one that is copied names
 * those that a generated server needs.
 */
interface CapabilityTable {
  /** Path below `src`. */
  path: string;
  /** The comment of the table. */
  comment: string;
  name: string;
  type: string;
  /** The modules that the type comes from, with the names that are imported from them. */
  typeImports: [names: string, module: string][];
  entries: TableEntry[];
}

interface TableEntry {
  capability: Capability;
  key: string;
  module: string;
  /** The export that the table holds; without one, the module is imported when it is needed. */
  value?: string;
}

const tables: CapabilityTable[] = [
  {
    path: 'runtime/request/body/content-writers.ts',
    comment: 'The writers of media types. A generated server has those that its API needs.',
    name: 'contentWriters',
    type: 'ContentWriters',
    typeImports: [['ContentWriters', './writing-context.ts']],
    entries: [
      { capability: 'bytes', key: 'bytes', module: './write-bytes.ts', value: 'bytesWriter' },
      { capability: 'form', key: 'form', module: './write-form.ts', value: 'writeForm' },
      { capability: 'lines', key: 'lines', module: './write-lines.ts', value: 'writeLines' },
      { capability: 'multipart', key: 'multipart', module: './write-multipart.ts', value: 'writeMultipart' },
      { capability: 'xml', key: 'xml', module: './write-xml.ts', value: 'writeXml' },
    ],
  },
  {
    path: 'runtime/capabilities.ts',
    comment: 'The optional parts of the runtime. A generated server has those that it needs.',
    name: 'runtimeCapabilities',
    type: 'RuntimeCapabilities',
    typeImports: [['RuntimeCapabilities', './capability-types.ts']],
    entries: [
      {
        capability: 'policy',
        key: 'createAccessControl',
        module: './policy/create-access-control.ts',
        value: 'createAccessControl',
      },
      {
        capability: 'oauth',
        key: 'oauthVariables',
        module: './security/oauth-variables.ts',
        value: 'oauthVariables',
      },
      {
        capability: 'similar-schemes',
        key: 'distinctPrefixes',
        module: './security/distinct-prefixes.ts',
        value: 'distinctPrefixes',
      },
      {
        capability: 'undeclared-security',
        key: 'undeclaredSecurity',
        module: './security/undeclared-security.ts',
        value: 'undeclaredSecurity',
      },
      {
        capability: 'observation',
        key: 'observeHandlers',
        module: './observe-handlers.ts',
        value: 'observeHandlers',
      },
      { capability: 'search', key: 'openSearch', module: './search/open-search.ts', value: 'openSearch' },
      {
        capability: 'content-parameters',
        key: 'writeContentParameter',
        module: './request/content-parameter.ts',
        value: 'writeContentParameter',
      },
      { capability: 'filter', key: 'filters', module: './result/response-filters.ts', value: 'filters' },
      {
        capability: 'strict-output',
        key: 'createStrictOutput',
        module: './result/strict-output.ts',
        value: 'createStrictOutput',
      },
      {
        capability: 'paging',
        key: 'findNextPage',
        module: './response/next-page.ts',
        value: 'findNextPage',
      },
      {
        capability: 'shaping',
        key: 'checkVariables',
        module: './shaping/hidden-values.ts',
        value: 'checkVariables',
      },
      {
        capability: 'shaping',
        key: 'refuseClaims',
        module: './shaping/refuse-claims.ts',
        value: 'refuseClaims',
      },
      {
        capability: 'prompts',
        key: 'openPrompts',
        module: './prompts/open-prompts.ts',
        value: 'openPrompts',
      },
      {
        capability: 'overview',
        key: 'openOverviews',
        module: './overview/open-overviews.ts',
        value: 'openOverviews',
      },
      {
        capability: 'resilience',
        key: 'checkResilience',
        module: './resilience/check-options.ts',
        value: 'checkResilience',
      },
      {
        capability: 'resilience',
        key: 'openResilience',
        module: './resilience/open-resilience.ts',
        value: 'openResilience',
      },
      {
        capability: 'sign-in',
        key: 'identity',
        module: './security/identity-headers.ts',
        value: 'identity',
      },
      {
        capability: 'accounts',
        key: 'addAccountTool',
        module: './account-tool.ts',
        value: 'addAccountTool',
      },
      { capability: 'sessions', key: 'sessions', module: './session/session-facts.ts', value: 'sessions' },
      { capability: 'aws', key: 'loadAwsSigner', module: './security/aws-signer.ts' },
      { capability: 'html', key: 'loadHtmlText', module: './response/html-text.ts' },
    ],
  },
  {
    path: 'runtime/call-capabilities.ts',
    comment: 'The optional parts of calls. A generated server has those that it needs.',
    name: 'callCapabilities',
    type: 'CallCapabilities',
    typeImports: [['CallCapabilities', './call-capability-types.ts']],
    entries: [
      { capability: 'observation', key: 'observeCall', module: './observe-call.ts', value: 'observeCall' },
      { capability: 'sessions', key: 'loadSessions', module: './session/open-sessions.ts' },
      { capability: 'shaping', key: 'loadShaping', module: './shaping/call-shaper.ts' },
    ],
  },
  {
    path: 'runtime/policy/capabilities.ts',
    comment: 'The optional parts of policies. A generated server has those that it needs.',
    name: 'policyCapabilities',
    type: 'PolicyCapabilities',
    typeImports: [['PolicyCapabilities', './capability-types.ts']],
    entries: [
      {
        capability: 'policies-of-apis',
        key: 'joinPolicies',
        module: './join-policies.ts',
        value: 'joinPolicies',
      },
    ],
  },
  {
    path: 'schema/capabilities.ts',
    comment: 'The optional parts of the validation of schemas. A generated server has those that it needs.',
    name: 'schemaCapabilities',
    type: 'SchemaCapabilities',
    typeImports: [['SchemaCapabilities', './native-pattern.ts']],
    entries: [
      {
        capability: 'patterns',
        key: 'loadPatternCompiler',
        module: './regular-expression.ts',
        value: 'loadPatternCompiler',
      },
      {
        capability: 'schema-cost',
        key: 'countAppliedSchemas',
        module: './applied-schemas.ts',
        value: 'countAppliedSchemas',
      },
      {
        capability: 'exact-integers',
        key: 'exactIntegers',
        module: './check-exact-integer.ts',
        value: 'exactIntegers',
      },
    ],
  },
  {
    path: 'credentials/capabilities.ts',
    comment: 'The optional sources of credentials. A generated server has those that it needs.',
    name: 'credentialCapabilities',
    type: 'CredentialCapabilities',
    typeImports: [['CredentialCapabilities', './capability-types.ts']],
    entries: [{ capability: 'oauth', key: 'loadOAuth', module: './oauth-credential.ts' }],
  },
  {
    path: 'access/capabilities.ts',
    comment: 'The optional parts of access. A generated server has those that it was generated with.',
    name: 'accessCapabilities',
    type: 'AccessCapabilities',
    typeImports: [['AccessCapabilities', './capability-types.ts']],
    entries: [
      { capability: 'oauth-proxy', key: 'loadOAuthProxy', module: './oauth-proxy/open-oauth-proxy.ts' },
      { capability: 'sign-in', key: 'loadIntrospection', module: './introspection.ts' },
    ],
  },
  {
    path: 'serve/http/capabilities.ts',
    comment: 'The optional parts of a server over HTTP. A generated server has those that it needs.',
    name: 'httpCapabilities',
    type: 'HttpCapabilities',
    typeImports: [['HttpCapabilities', './http-server.ts']],
    entries: [
      {
        capability: 'explorer',
        key: 'createExplorer',
        module: '../../explorer/create-explorer.ts',
        value: 'createExplorer',
      },
    ],
  },
];

/** Modules of types that a server without certain capabilities does not need: their interfaces are empty there. */
const optionalTypes: { neededBy: Capability[]; path: string; emptyText: string }[] = [
  {
    neededBy: ['policy'],
    path: 'runtime/policy/governance-options.ts',
    emptyText:
      '/** This server was generated without --policy: it has no policy and no audit log. */\nexport interface GovernanceOptions {}\n',
  },
  {
    neededBy: ['observation'],
    path: 'runtime/observer-options.ts',
    emptyText:
      '/** A generated server has no telemetry, and so no observer. */\nexport interface ObserverOptions {}\n',
  },
  {
    neededBy: ['observation'],
    path: 'runtime/observed-context.ts',
    emptyText:
      '/** A generated server has no telemetry. */\nexport interface ObservedContext {}\n\n/** A generated server has no explorer. */\nexport interface ObservedRecord {}\n',
  },
  {
    neededBy: ['prompts', 'several-apis'],
    path: 'descriptor/prompt-descriptor.ts',
    emptyText:
      '/** This server was generated for an API without prompts. */\nexport interface PromptDescriptor {}\n',
  },
  {
    neededBy: ['bytes', 'content-parameters', 'form', 'lines', 'multipart', 'xml'],
    path: 'descriptor/content-descriptor.ts',
    emptyText:
      '/** This server was generated for an API whose bodies are JSON: they need no details. */\nexport interface ContentDescriptor {}\n',
  },
  {
    neededBy: ['sessions'],
    path: 'descriptor/session-descriptor.ts',
    emptyText:
      '/** This server was generated for an API without a session. */\nexport interface SessionDescriptor {}\n',
  },
  {
    neededBy: ['shaping'],
    path: 'descriptor/arguments-shaping.ts',
    emptyText:
      "import type { JsonSchema } from '../json/value.ts';\n\n/** This server was generated for an API whose arguments are not shaped. */\nexport interface ArgumentsShaping {\n  schema: JsonSchema;\n}\n",
  },
  {
    neededBy: ['oauth'],
    path: 'credentials/oauth-options.ts',
    emptyText:
      '/** This server was generated for an API without OAuth 2.0: it needs no options of tokens. */\nexport interface OAuthOptions {}\n',
  },
  {
    neededBy: ['accounts'],
    path: 'runtime/security/caller-options.ts',
    emptyText:
      '/** This server was generated without --http: it has one caller. */\nexport interface CallerOptions {\n  identityHeaders?: undefined;\n  identitySigner?: undefined;\n  accounts?: undefined;\n}\n',
  },
  {
    neededBy: ['resilience'],
    path: 'runtime/resilience/resilience-group.ts',
    emptyText:
      '/** This server was generated without --resilience: it has no retries, limits and cache. */\nexport interface ResilienceGroup {}\n',
  },
];

/** Returns the text of each module that depends on the given capabilities, by its path below `src`. */
export function capabilityModules(present: ReadonlySet<Capability>): Map<string, string> {
  const absent = optionalTypes.filter(
    ({ neededBy }) => !neededBy.some((capability) => present.has(capability)),
  );
  return new Map([
    ...tables.map((table): [string, string] => [table.path, tableText(table, present)]),
    ...absent.map(({ path, emptyText }): [string, string] => [path, emptyText]),
  ]);
}

function tableText(table: CapabilityTable, present: ReadonlySet<Capability>): string {
  const { comment, name, type, typeImports } = table;
  const entries = table.entries.filter(({ capability }) => present.has(capability));
  const imports = [
    ...entries.flatMap(({ value, module }) =>
      value === undefined ? [] : [`import { ${value} } from '${module}';`],
    ),
    ...typeImports.map(([names, module]) => `import type { ${names} } from '${module}';`),
  ];
  const members = entries.map(({ key, module, value }) => {
    if (value === key) return `  ${key},\n`;
    return `  ${key}: ${value ?? `() => import('${module}')`},\n`;
  });
  const object = members.length === 0 ? '{}' : `{\n${members.join('')}}`;
  return `${imports.join('\n')}\n\n/** ${comment} */\nexport const ${name}: ${type} = ${object};\n`;
}
