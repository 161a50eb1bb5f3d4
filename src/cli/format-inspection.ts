import { checkText } from './destination-check.ts';
import { destinationText } from './call-destinations.ts';
import { findingText, groupFindings } from './format-findings.ts';
import { fit, styled, wrap } from './terminal.ts';
import { estimateRule } from './tool-budget.ts';
import type { ClientName } from './client-limits.ts';
import type { FindingGroup } from './format-findings.ts';
import type { InspectedScheme, InspectedSession, Inspection } from './inspect-api.ts';
import type { OpenedDocument } from './open-document.ts';
import type { Terminal } from './terminal.ts';
import type { Budget } from './tool-budget.ts';
import type {
  Finding,
  JsonObject,
  OperationDescriptor,
  Prompt,
  SecuritySchemeDescriptor,
  Tool,
} from '../index.ts';

/**
 * Formats an inspection for a person: a line or two for each tool, resource, scheme, limit and finding. `client` is the one
 * whose limits were asked for.
 */
export function formatInspection(
  opened: OpenedDocument,
  inspection: Inspection,
  terminal: Terminal,
  client?: ClientName,
): string {
  const { descriptor, loaded } = opened;
  const { tools, resources, resourceTemplates, prompts } = inspection;
  const { warnings, skipped, destinations, securitySchemes, budget } = inspection;
  const undeclared = inspection.undeclaredCredentials;
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
    ...(loaded.note === undefined ? [] : wrap(loaded.note.split(' '), terminal.columns, '')),
    heading(
      `Tools (${tools.length})`,
      `${grouped(budget.bytes)} bytes, about ${grouped(budget.tokens)} tokens`,
    ),
    ...tools.flatMap((tool, index) => {
      const operation = operations.get(tool.name);
      return toolLines(tool, operation, budget, index, terminal);
    }),
    ...[estimateRule, '* is required; bytes are those of the entry in tools/list.']
      .flatMap((note) => wrap(note.split(' '), terminal.columns, ''))
      .map((line) => styled(terminal, 'dim', line)),
    ...section(
      `Resources (${resources.length}) and templates (${resourceTemplates.length})`,
      uris.flatMap(([uri, name]) => uriLines(uri, name, terminal)),
    ),
    ...section(
      `Prompts (${prompts.length})`,
      prompts.flatMap((prompt) => promptLines(prompt, terminal)),
    ),
    ...section(
      `Destinations (${destinations.length})`,
      destinations.flatMap((destination) => {
        const { advice = [], check } = destination;
        const texts = [
          destinationText(destination, descriptor),
          ...[advice].flat(),
          ...(check === undefined ? [] : [checkText(check)]),
        ];
        return texts.flatMap((text) => wrap(text.split(' '), terminal.columns, '  '));
      }),
    ),
    ...section(
      `Security schemes (${schemes.length})`,
      schemes
        .map(([name, scheme]) => `  ${name}: ${schemeText(scheme)}`)
        .flatMap((text) => wrap(text.trim().split(' '), terminal.columns, '  ')),
    ),
    ...section(
      'Session',
      sessionTexts(inspection.session).flatMap((text) => wrap(text.split(' '), terminal.columns, '  ')),
    ),
    ...section(
      'Credentials, although the document declares no security',
      undeclared === undefined ? [] : wrap(undeclared.credentials.split(' '), terminal.columns, '  '),
    ),
    ...section(
      `Limits of clients (${budget.limits.length})`,
      budget.limits.flatMap(({ client: label, message, tools: names }) =>
        wrap(
          `${label} ${message}${names === undefined ? '' : `: ${shortList(names)}`}`.split(' '),
          terminal.columns,
          '  ',
        ),
      ),
    ),
    ...(client === undefined || budget.limits.length > 0
      ? []
      : ['', `${client} takes ${tools.length === 1 ? 'the tool' : `all ${tools.length} tools`}.`]),
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

/** Returns a text such as `petId*:integer` for each argument. */
function argumentTexts(schema: JsonObject): string[] {
  const properties = schema['properties'] as Record<string, JsonObject> | undefined;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const entries = Object.entries(properties ?? {});
  return entries.map(([name, property], index) => {
    const type = [property['type'] ?? []].flat().join('|') || 'any';
    return `${name}${required.includes(name) ? '*' : ''}:${type}${index < entries.length - 1 ? ',' : ''}`;
  });
}

/** Returns the name of a prompt, with its arguments such as `pet*`. */
function promptLines({ name, arguments: given = [] }: Prompt, terminal: Terminal): string[] {
  const names = given.map(({ name: argument, required }) => `${argument}${required === true ? '*' : ''}`);
  return wrap([name, ...(names.length === 0 ? [] : [names.join(', ')])], terminal.columns, '  ');
}

function uriLines(uri: string, name: string, terminal: Terminal): string[] {
  const line = `  ${uri}`;
  const note = styled(terminal, 'dim', name);
  return line.length + 2 + name.length <= terminal.columns ? [`${line}  ${note}`] : [line, `      ${note}`];
}

function sessionTexts(session: InspectedSession | undefined): string[] {
  if (session === undefined) return [];
  const { login, csrf, environment } = session;
  const variables = environment.length === 0 ? '' : `, with ${environment.join(' and ')}`;
  return [
    'The cookies of each caller are kept and sent back.',
    ...(login === undefined ? [] : [`${login} logs in${variables}; it is no tool.`]),
    ...(csrf === undefined ? [] : [`${csrf} hands out the CSRF token; it is no tool.`]),
  ];
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
