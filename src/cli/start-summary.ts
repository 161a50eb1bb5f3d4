import { credentialVariables, waysText } from '../runtime/security/credential-variables.ts';
import { insecureWarning } from './flags/connection-flags.ts';
import { findingLines, plural } from './format-findings.ts';
import { inert } from './terminal.ts';
import { unmatchedPatterns } from '../runtime/policy/policy.ts';
import { usesSearch, maxListedTools, searchTools } from '../runtime/search/search-mode.ts';
import type { ApiDescriptor, Finding, RuntimeOptions } from '../index.ts';

/** What a person should know when a server starts, in a few lines. */
export function formatSummary(
  api: ApiDescriptor,
  findings: Finding[],
  options: RuntimeOptions,
  sources: Record<string, string>,
): string {
  const kinds = options.resources === false ? [] : api.operations.map(({ resource }) => resource?.kind);
  const templates = kinds.filter((kind) => kind === 'template').length;
  const resources = kinds.filter((kind) => kind === 'resource').length;
  const counts = [
    toolCount(api, options),
    plural(templates, 'resource template'),
    plural(resources, 'resource'),
  ];
  const lines = [
    `${api.title} ${api.version}: ${counts.join(', ')}`,
    ...exposeLines(api, options),
    ...warningLines(options),
    ...credentialLines(api, sources),
    ...findingLines(findings),
  ];
  return inert(lines.join('\n'));
}

function toolCount(api: ApiDescriptor, options: RuntimeOptions): string {
  const count = api.operations.length;
  if (!usesSearch(api, options)) return plural(count, 'tool');
  return `${Object.keys(searchTools).length} tools that search and call ${plural(count, 'operation')}`;
}

/** What was chosen for a person, and what one may want to choose. */
function exposeLines(api: ApiDescriptor, options: RuntimeOptions): string[] {
  if (api.operations.length <= maxListedTools) return [];
  if (!usesSearch(api, options))
    return [
      `Most clients take no more than ${maxListedTools} tools: --expose search offers three that find and call them.`,
    ];
  return options.expose === 'auto'
    ? [
        `Search mode, for most clients take no more than ${maxListedTools} tools; --expose all lists every one.`,
      ]
    : [];
}

/** What their values are is never said. */
function credentialLines(api: ApiDescriptor, sources: Record<string, string>): string[] {
  const unknown = Object.entries(api.securitySchemes).flatMap(([name, { type }]) =>
    type === 'unknown' ? [`nothing can be sent for ${name} (--header can send what the API wants)`] : [],
  );
  const states = credentialVariables(api).map((entry) => {
    const source = sources[entry.scheme];
    if (source === undefined)
      return `${waysText(entry)}${entry.canLogin ? ', or openapi-mcp login' : ''} (not set)`;
    // Variables have no small letters.
    return /[a-z]{2}/.test(source) ? `${entry.scheme} from ${source}` : `${source} (set)`;
  });
  const all = [...states, ...unknown];
  return all.length === 0 ? [] : [`Credentials: ${all.join(', ')}`];
}

const forwardWarning =
  'WARNING: Authorization is passed on: the API gets the tokens that clients were given for this server, and can use them here in the name of whoever called it.';

function warningLines({ request: { connection, forwardHeaders = [] } = {} }: RuntimeOptions): string[] {
  return [
    ...(connection?.insecure === true ? [insecureWarning] : []),
    ...(forwardHeaders.some((name) => name.toLowerCase() === 'authorization') ? [forwardWarning] : []),
  ];
}

/** What a person should know of the policy when a server starts. */
export function policyLines(
  described: ApiDescriptor,
  offered: ApiDescriptor,
  options: RuntimeOptions,
): string[] {
  const hidden = described.operations.length - offered.operations.length;
  const idle = unmatchedPatterns(described, options.policy);
  return [
    ...(hidden === 0 ? [] : [`The policy leaves out ${plural(hidden, 'operation')}`]),
    ...idle.map((pattern) => `WARNING: the pattern ${JSON.stringify(pattern)} matches no operation`),
  ];
}
