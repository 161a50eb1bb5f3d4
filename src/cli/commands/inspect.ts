import { documentPositional } from '../command.ts';
import { connectionFlags, warnIfInsecure } from '../flags/connection-flags.ts';
import { documentFlags } from '../flags/document-flags.ts';
import { exposeFlag, toolFlags } from '../flags/tool-flags.ts';
import { findingText, groupFindings } from '../format-findings.ts';
import { openDocument } from '../open-document.ts';
import { formatFound, searchOperations } from '../search-operations.ts';
import { fit, styled, wrap } from '../terminal.ts';
import { estimateRule, measureBudget } from '../tool-budget.ts';
import { createHandlers, credentialVariables } from '../../index.ts';
import { waysText } from '../../runtime/security/credential-variables.ts';
import type { CommandInput, ParsedCommand } from '../command.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { FlagGroup } from '../flags/flag.ts';
import type { ExposeFlag, ToolFlags } from '../flags/tool-flags.ts';
import type { FindingGroup } from '../format-findings.ts';
import type { OpenedDocument } from '../open-document.ts';
import type { Terminal } from '../terminal.ts';
import type { Budget } from '../tool-budget.ts';
import type {
  CredentialVariables,
  Finding,
  JsonObject,
  OperationDescriptor,
  Page,
  Resource,
  ResourceTemplate,
  SecuritySchemeDescriptor,
  Tool,
} from '../../index.ts';

/** How a security scheme gets its credentials. */
type InspectedScheme = SecuritySchemeDescriptor & {
  /** All variables that it reads. */
  environment: string[];
  /** The same in words. */
  credentials: string;
};

/** Everything that a client would see, and what it costs. */
export interface Inspection {
  tools: Tool[];
  resources: Resource[];
  resourceTemplates: ResourceTemplate[];
  warnings: Finding[];
  skipped: Finding[];
  securitySchemes: Record<string, InspectedScheme>;
  budget: Budget;
}

type InspectFlags = DocumentFlags & ToolFlags & ExposeFlag & { json?: boolean; search?: string };

const outputFlags: FlagGroup = {
  title: 'Output',
  flags: [
    { name: 'json', help: 'Print one JSON object, whose tools are those of tools/list.' },
    {
      name: 'search',
      value: 'question',
      help: 'Show the operations that a model would find in search mode, with scores.',
    },
    exposeFlag,
  ],
};

export const inspectCommand: ParsedCommand = {
  name: 'inspect',
  summary: 'Show the tools and resources of an API as a client receives them, and their cost in tokens.',
  positionals: [documentPositional],
  groups: [outputFlags, toolFlags, documentFlags, connectionFlags],
  run: printInspection,
};

async function printInspection(
  { positionals: [source = ''], flags }: CommandInput<InspectFlags>,
  terminal: Terminal,
): Promise<void> {
  warnIfInsecure(flags, terminal);
  const opened = await openDocument(source, flags, terminal.environment);
  const print = (value: object, format: () => string): void =>
    terminal.out(flags.json === true ? `${JSON.stringify(value, null, 2)}\n` : format());
  if (flags.search !== undefined) {
    const found = await searchOperations(opened, flags.search);
    return print(found, () => formatFound(found, terminal));
  }
  const inspection = await inspect(opened, flags);
  print(inspection, () => formatInspection(opened, inspection, terminal));
}

async function inspect(
  { descriptor, findings }: OpenedDocument,
  { resources, expose }: InspectFlags,
): Promise<Inspection> {
  const handlers = createHandlers(descriptor, { resources: resources === 'on', expose });
  const tools = collect('tools', (cursor) => handlers.listTools(cursor));
  const variables = new Map(credentialVariables(descriptor).map((entry) => [entry.scheme, entry]));
  await handlers.close();
  return {
    tools,
    resources: collect('resources', (cursor) => handlers.listResources(cursor)),
    resourceTemplates: collect('resourceTemplates', (cursor) => handlers.listResourceTemplates(cursor)),
    warnings: findings.filter(({ kind }) => kind !== 'skipped'),
    skipped: findings.filter(({ kind }) => kind === 'skipped'),
    securitySchemes: Object.fromEntries(
      Object.entries(descriptor.securitySchemes).map(([name, scheme]) => [
        name,
        { ...scheme, ...inspectScheme(variables.get(name)) },
      ]),
    ),
    budget: measureBudget(descriptor.name, tools),
  };
}

/** All pages of a list. */
function collect<Key extends string, Item>(key: Key, list: (cursor?: string) => Page<Key, Item>): Item[] {
  const items: Item[] = [];
  for (let page = list(); ; page = list(page.nextCursor)) {
    items.push(...page[key]);
    if (page.nextCursor === undefined) return items;
  }
}

function formatInspection(opened: OpenedDocument, inspection: Inspection, terminal: Terminal): string {
  const { descriptor, loaded } = opened;
  const { tools, resources, resourceTemplates, warnings, skipped, securitySchemes, budget } = inspection;
  const heading = (title: string, note = ''): string =>
    `\n${styled(terminal, 'bold', title)}${note === '' ? '' : styled(terminal, 'dim', `  ${note}`)}`;
  const operations = new Map(descriptor.operations.map((operation) => [operation.name, operation]));
  const uris = [
    ...resources.map(({ uri, name }) => [uri, name] as const),
    ...resourceTemplates.map(({ uriTemplate, name }) => [uriTemplate, name] as const),
  ];
  const schemes = Object.entries(securitySchemes);
  const section = (title: string, lines: string[]): string[] =>
    lines.length === 0 ? [] : [heading(title), ...lines];
  const lines = [
    `${styled(terminal, 'bold', `${descriptor.title} ${descriptor.version}`)} (OpenAPI ${loaded.declaredVersion})`,
    heading(
      `Tools (${tools.length})`,
      `${grouped(budget.bytes)} bytes, about ${grouped(budget.tokens)} tokens`,
    ),
    ...tools.flatMap((tool, index) => {
      const operation = operations.get(tool.name);
      return toolLines(tool, operation, budget, index, terminal);
    }),
    styled(terminal, 'dim', estimateRule),
    styled(terminal, 'dim', '* is required; bytes are those of the entry in tools/list.'),
    ...section(
      `Resources (${resources.length}) and templates (${resourceTemplates.length})`,
      uris.flatMap(([uri, name]) => uriLines(uri, name, terminal)),
    ),
    ...section(
      `Security schemes (${schemes.length})`,
      schemes
        .map(([name, scheme]) => `  ${name}: ${schemeText(scheme)}`)
        .flatMap((text) => wrap(text.trim().split(' '), terminal.columns, '  ')),
    ),
    ...section(
      `Limits of clients (${budget.limits.length})`,
      budget.limits.flatMap(({ client, message, tools: names }) =>
        wrap(
          `${client} ${message}${names === undefined ? '' : `: ${shortList(names)}`}`.split(' '),
          terminal.columns,
          '  ',
        ),
      ),
    ),
    ...section(
      `Left out (${skipped.length})`,
      skipped.flatMap((finding) => findingLines(finding, terminal)),
    ),
    ...section(
      `Warnings (${warnings.length})`,
      groupFindings(warnings).flatMap((group) => findingLines(group, terminal)),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function toolLines(
  tool: Tool,
  operation: OperationDescriptor | undefined,
  budget: Budget,
  index: number,
  terminal: Terminal,
): string[] {
  const { bytes = 0, tokens = 0 } = budget.tools[index] ?? {};
  const cost = `${grouped(bytes).padStart(7)} B ${grouped(tokens).padStart(6)} t`;
  const width = terminal.columns - cost.length - 1;
  const name = `  ${tool.name}`;
  const place = operation === undefined ? '' : `  ${operation.method} ${operation.path}`;
  const left = fit(name.padEnd(Math.min(26, width)) + place, width);
  const names = argumentTexts(tool.inputSchema);
  const head =
    styled(terminal, 'cyan', left.slice(0, name.length)) +
    left.slice(name.length).padEnd(width - Math.min(name.length, left.length));
  return [`${head} ${styled(terminal, 'dim', cost)}`, ...wrap(names, terminal.columns, '      ')];
}

/** `petId*: integer`, one text an argument. */
function argumentTexts(schema: JsonObject): string[] {
  const properties = schema['properties'] as Record<string, JsonObject> | undefined;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const entries = Object.entries(properties ?? {});
  return entries.map(([name, property], index) => {
    const type = [property['type'] ?? []].flat().join('|') || 'any';
    return `${name}${required.includes(name) ? '*' : ''}:${type}${index < entries.length - 1 ? ',' : ''}`;
  });
}

function uriLines(uri: string, name: string, terminal: Terminal): string[] {
  const line = `  ${uri}`;
  const note = styled(terminal, 'dim', name);
  return line.length + 2 + name.length <= terminal.columns ? [`${line}  ${note}`] : [line, `      ${note}`];
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

function schemeText(scheme: InspectedScheme): string {
  const { credentials, deprecated = false } = scheme;
  return `${schemeKind(scheme)}${deprecated ? ', deprecated' : ''}, ${credentials}`;
}

function schemeKind(scheme: SecuritySchemeDescriptor): string {
  if (scheme.type === 'http') return `http ${scheme.scheme}`;
  if (scheme.type === 'apiKey') return `key in ${scheme.in} ${scheme.name}`;
  if (scheme.type === 'oauth2') return ['oauth2', ...Object.keys(scheme.flows)].join(' ');
  return scheme.type;
}

function findingLines(finding: Finding | FindingGroup, terminal: Terminal): string[] {
  return wrap(`${findingText(finding)} (${finding.kind})`.split(' '), terminal.columns, '  ');
}

function shortList(names: string[]): string {
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}

function grouped(number: number): string {
  return number.toLocaleString('en');
}
