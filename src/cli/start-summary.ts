import { credentialVariables, sessionVariables, waysText } from '../runtime/security/credential-variables.ts';
import { insecureWarning } from './flags/connection-flags.ts';
import { findingLines, plural } from './format-findings.ts';
import { charactersPerToken } from './token-estimate.ts';
import { inert } from './terminal.ts';
import { fixedUri } from '../runtime/resource/fixed-uri.ts';
import { unmatchedPatterns } from '../runtime/policy/policy.ts';
import type { PolicyOptions } from '../runtime/policy/policy-options.ts';
import { usesSearch, maxListedTools, searchTools } from '../runtime/search/uses-search.ts';
import { securityOf } from '../runtime/security/authorize-request.ts';
import { isSecretHeader } from '../runtime/security/redact.ts';
import { isTooShort, minSecretLength } from '../runtime/security/secret-forms.ts';
import type { RuntimeSettings } from './runtime-settings.ts';
import type { ApiDescriptor, Finding, RuntimeOptions } from '../index.ts';

/** Returns the summary that a server prints when it starts: counts, warnings, credentials and findings. */
export function formatSummary(
  api: ApiDescriptor,
  findings: Finding[],
  options: RuntimeOptions,
  sources: Record<string, string>,
): string {
  const read = options.resources === false ? [] : api.operations;
  const templates = read.filter(({ resource }) => resource?.kind === 'template').length;
  const resources = read.filter((operation) => fixedUri(operation) !== undefined).length;
  const counts = [
    toolCount(api, options),
    plural(templates, 'resource template'),
    plural(resources, 'resource'),
    ...(api.prompts === undefined ? [] : [plural(api.prompts.length, 'prompt')]),
  ];
  const lines = [
    `${api.title} ${api.version}: ${counts.join(', ')}`,
    ...exposeLines(api, options),
    ...warningLines(options),
    ...credentialLines(api, sources),
    ...unrequiredLines(api, options, sources),
    ...sessionLines(api, options),
    ...findingLines(findings),
  ];
  return inert(lines.join('\n'));
}

function toolCount(api: ApiDescriptor, options: RuntimeOptions): string {
  const count = api.operations.length;
  if (!usesSearch(api, options)) return plural(count, 'tool');
  return `${Object.keys(searchTools).length} tools that search and call ${plural(count, 'operation')}`;
}

/** Returns a line on search mode for an API with more tools than most clients accept. */
export function exposeLines(api: ApiDescriptor, options: RuntimeOptions): string[] {
  const isSearched = usesSearch(api, options);
  const isLong = api.operations.length > maxListedTools;
  const weight = isSearched ? undefined : weightOf(api);
  const offer = '--expose search offers three that find and call them';
  if (!isLong && weight !== undefined)
    return [`The tools are ${weight}: ${offer}, and --include selects some.`];
  if (!isLong) return [];
  if (!isSearched)
    return [
      `Most clients accept at most ${maxListedTools} tools${weight === undefined ? '' : `, and these are ${weight}`}: ${offer}.`,
    ];
  return options.expose === 'auto'
    ? [
        `Search mode, because most clients accept at most ${maxListedTools} tools; --expose all lists every tool.`,
      ]
    : [];
}

/** Tokens of tools that leave too little of a model's context for its work. */
const manyTokens = 100_000;

/**
 * Returns the size of a list of tools in words, if it fills much of a model's context. At most `maxListedTools` are
 * measured, since a start has no time for more.
 */
function weightOf({ operations }: ApiDescriptor): string | undefined {
  const step = Math.ceil(operations.length / maxListedTools);
  const measured = operations.filter((_, index) => index % step === 0);
  const factor = operations.length / measured.length;
  const read = sum(
    measured,
    ({ name, description = '', inputSchema }) =>
      name.length + description.length + JSON.stringify(inputSchema).length,
  );
  const tokens = Math.round((factor * read) / charactersPerToken / 1000) * 1000;
  if (tokens < manyTokens) return undefined;
  const bytes =
    factor * (read + sum(measured, ({ outputSchema = {} }) => JSON.stringify(outputSchema).length));
  return `about ${(bytes / 1_000_000).toFixed(1)} MB, or ${tokens.toLocaleString('en')} tokens for a model`;
}

function sum<Item>(items: Item[], measure: (item: Item) => number): number {
  return items.reduce((total, item) => total + measure(item), 0);
}

/** Returns a line with the source of each credential, without its value. */
function credentialLines(api: ApiDescriptor, sources: Record<string, string>): string[] {
  const unknown = Object.entries(api.securitySchemes).flatMap(([name, { type }]) =>
    type === 'unknown' ? [`nothing can be sent for ${name} (--header can send what the API wants)`] : [],
  );
  const states = credentialVariables(api).map((entry) => {
    const source = sources[entry.scheme];
    return source === undefined
      ? `${waysText(entry)}${entry.canLogin ? ', or openapi-mcp login' : ''} (not set)`
      : sourceText(entry.scheme, source);
  });
  const undeclared = Object.entries(sources).filter(([name]) => !Object.hasOwn(api.securitySchemes, name));
  const all = [...states, ...undeclared.map(([name, source]) => sourceText(name, source)), ...unknown];
  return all.length === 0 ? [] : [`Credentials: ${all.join(', ')}`];
}

/** Returns a line about the session, with the variables of its login. */
function sessionLines(api: ApiDescriptor, { request = {} }: RuntimeOptions): string[] {
  const { session } = api;
  if (session === undefined || request.sessions === false) return [];
  const { login, csrf } = session;
  const variables = sessionVariables(api);
  const unset = variables.filter((name) => !request.environment?.[name]);
  const parts = [
    'cookies are kept for each caller',
    ...(login === undefined ? [] : [`${login.operation.name} logs in${withVariables(variables)}`]),
    ...(csrf === undefined ? [] : [`${csrf.header} is sent with methods that change something`]),
  ];
  return [
    `Session: ${parts.join(', ')}`,
    ...(unset.length === 0 ? [] : [`WARNING: Nobody is logged in: ${listed(unset)} not set.`]),
  ];
}

function withVariables(names: string[]): string {
  return names.length === 0 ? '' : ` with ${names.join(' and ')}`;
}

/** Returns the source of a credential. A name with lower-case letters is not a variable. */
function sourceText(scheme: string, source: string): string {
  return /[a-z]{2}/.test(source) ? `${scheme} from ${source}` : `${source} (set)`;
}

/** Returns a line about the credential that is sent although the document requires it nowhere. */
export function unrequiredLines(
  api: ApiDescriptor,
  { request }: RuntimeOptions,
  sources: Record<string, string>,
): string[] {
  const undeclared = api.operations.find(({ security }) => security === undefined);
  if (undeclared === undefined) return [];
  const name = securityOf(api, undeclared, request)
    .flatMap((requirement) => Object.keys(requirement))
    .find((scheme) => sources[scheme] !== undefined);
  return name === undefined
    ? []
    : [
        `${name} is sent although the document requires it nowhere; --unrequired-credentials off leaves it out.`,
      ];
}

/**
 * Returns a line for each variable that is set, but not read, because the document alone chose its name, and for each
 * scheme of which too few variables are set.
 */
export function variableLines(
  { name }: ApiDescriptor,
  { ignored, incomplete }: Pick<RuntimeSettings, 'ignored' | 'incomplete'>,
): string[] {
  return [
    ...ignored.map(
      (variable) =>
        `WARNING: ${variable.name} is ignored: the document chose that name. Set ${variable.replacement}, or pass --name ${name}.`,
    ),
    ...incomplete.map(
      ({ scheme, set, missing }) =>
        `WARNING: No credential is sent for ${scheme}: ${listed(set)} set, ${listed(missing)} not.`,
    ),
  ].map(inert);
}

/** Returns names with their verb: `A is`, `A and B are`. */
function listed(names: string[]): string {
  return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'}`;
}

/** Returns a line about the secrets that are too short to be redacted. */
export function shortLines({ short, options }: Pick<RuntimeSettings, 'short' | 'options'>): string[] {
  const headers = Object.entries(options.request?.headers ?? {})
    .filter(([name, value]) => isSecretHeader(name) && isTooShort(value))
    .map(([name]) => `--header ${name}`);
  const names = [...short, ...headers];
  if (names.length === 0) return [];
  return [
    inert(
      `WARNING: ${names.join(', ')}: too short to be told from words, and not redacted from responses. Use secrets of ${minSecretLength} characters or more.`,
    ),
  ];
}

const forwardWarning =
  'WARNING: Authorization is forwarded: the API receives the tokens that clients use for this server, and could use them here in the name of the caller.';

function warningLines({ request: { connection, forwardHeaders = [] } = {} }: RuntimeOptions): string[] {
  return [
    ...(connection?.insecure === true ? [insecureWarning] : []),
    ...(forwardHeaders.some((name) => name.toLowerCase() === 'authorization') ? [forwardWarning] : []),
  ];
}

/** Returns the lines on the policy: how many operations it leaves out, and patterns that match nothing. */
export function policyLines(
  described: Pick<ApiDescriptor, 'operations'>,
  offered: ApiDescriptor,
  options: RuntimeOptions,
): string[] {
  const hidden = described.operations.length - offered.operations.length;
  return [
    ...(hidden === 0 ? [] : [`The policy leaves out ${plural(hidden, 'operation')}`]),
    ...patternLines(described, options.policy),
  ];
}

/** Returns a warning for each pattern of a policy that matches nothing. */
export function patternLines(
  described: Pick<ApiDescriptor, 'operations'>,
  policy: PolicyOptions | undefined,
): string[] {
  return unmatchedPatterns(described, policy).map(
    (pattern) => `WARNING: the pattern ${JSON.stringify(pattern)} matches no operation`,
  );
}
