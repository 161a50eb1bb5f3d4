import { redactUrl } from '../../http/redact-url.ts';
import { truncate } from '../../json/truncate.ts';
import { findPagination } from '../response/pagination.ts';
import { defaultMaxResultChars } from '../result/truncation.ts';
import { limitLines } from './limit-lines.ts';
import { outlinePaths } from './outline-paths.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { ApiDescriptor, OperationDescriptor, SecuritySchemeDescriptor } from '../../descriptor.ts';

/** Most characters of an overview. */
const longestOverview = 24_000;
/** Most lines about operations, which the tags share. */
const operationLines = 160;
const mostTags = 60;
const mostPaths = 60;
const mostLists = 30;
const mostServers = 10;

/** Returns the overview of an API as Markdown, of bounded size. It names no operation but those of `api`. */
export function writeOverview(api: ApiDescriptor, options: RuntimeOptions): string {
  const { title, version, operations } = api;
  const sections = [
    `# ${oneLine(`${title} ${version}`)}`,
    ...(api.about?.description === undefined ? [] : [api.about.description]),
    section('Areas', tagSections(api).join('\n\n')),
    section(
      'Paths',
      outlinePaths(
        operations.map(({ path }) => path),
        mostPaths,
      ).join('\n'),
    ),
    section('Authentication', authentication(api)),
    section('Pages of lists', limitLines(operations.flatMap(pagesLine), mostLists).join('\n')),
    section('Limits', boundLines(options).join('\n')),
    section('Servers', serverText(api, options)),
  ];
  return `${truncate(sections.filter((text) => text !== '').join('\n\n'), longestOverview)}\n`;
}

function section(heading: string, text: string): string {
  return text === '' ? '' : `## ${heading}\n\n${text}`;
}

/** Returns a section for each tag, in the order of the operations. */
function tagSections({ operations, about }: ApiDescriptor): string[] {
  const byTag = new Map<string | undefined, OperationDescriptor[]>();
  for (const operation of operations)
    for (const tag of operation.tags.length === 0 ? [undefined] : new Set(operation.tags)) {
      const own = byTag.get(tag);
      if (own === undefined) byTag.set(tag, [operation]);
      else own.push(operation);
    }
  const perTag = Math.max(2, Math.floor(operationLines / byTag.size));
  const descriptions = new Map(Object.entries(about?.tags ?? {}));
  const tags = [...byTag].map(([tag, own]) => {
    const name = tag === undefined ? 'Without an area' : oneLine(tag);
    const description = tag === undefined ? undefined : descriptions.get(tag);
    const heading = byTag.size === 1 && tag === undefined ? [] : [`### ${name}`];
    const lines = limitLines(own.map(operationLine), perTag).join('\n');
    return [...heading, ...(description === undefined ? [] : [description]), lines].join('\n\n');
  });
  return limitLines(tags, mostTags);
}

function operationLine({ name, method, path, title, deprecated }: OperationDescriptor): string {
  const about = title === undefined ? '' : `: ${truncate(oneLine(title), 100)}`;
  return `- \`${name}\` (${oneLine(`${method} ${path}`)})${about}${deprecated ? ' (deprecated)' : ''}`;
}

function authentication({ securitySchemes, operations }: ApiDescriptor): string {
  const schemes = Object.entries(securitySchemes);
  if (schemes.length === 0) return 'The document declares none.';
  const free = operations.filter(
    ({ security }) =>
      security !== undefined &&
      (security.length === 0 || security.some((each) => Object.keys(each).length === 0)),
  ).length;
  return [
    'This server adds credentials to requests. Never pass them as arguments.',
    '',
    ...schemes.map(([name, scheme]) => `- ${oneLine(name)}: ${schemeText(scheme)}`),
    ...(free === 0
      ? []
      : ['', `${free} of ${operations.length} operations can be called without credentials.`]),
  ].join('\n');
}

function schemeText(scheme: SecuritySchemeDescriptor): string {
  switch (scheme.type) {
    case 'apiKey':
      return `a key in the ${scheme.in} ${oneLine(scheme.name)}`;
    case 'http':
      return `HTTP ${oneLine(scheme.scheme)}`;
    case 'oauth2':
      return `OAuth 2.0 (${Object.keys(scheme.flows).join(', ')})`;
    case 'openIdConnect':
      return 'OpenID Connect';
    case 'mutualTLS':
      return 'a client certificate';
    case 'unknown':
      return 'of an unknown kind';
  }
}

/** Returns a line on the arguments that select a part of a list. */
function pagesLine(operation: OperationDescriptor): string[] {
  const { size, offset, page, cursor } = findPagination(operation);
  const position = cursor ?? page ?? offset;
  if (position === undefined) return [];
  const names = [
    ...(size === undefined ? [] : [`\`${size}\` for the size`]),
    `\`${position}\` for the next part`,
  ];
  return [`- \`${operation.name}\`: ${names.join(', ')}`];
}

function boundLines({ result = {}, request = {} }: RuntimeOptions): string[] {
  const { maxResultChars = defaultMaxResultChars, maxResponseBytes } = result;
  return [
    `- A response of more than ${maxResultChars} characters is truncated; the result says how to get the rest.`,
    ...(maxResponseBytes === undefined
      ? []
      : [`- At most ${maxResponseBytes} bytes of a response are read.`]),
    ...(request.callTimeout === undefined
      ? []
      : [`- A call without a complete response fails after ${request.callTimeout} milliseconds.`]),
  ];
}

function serverText({ servers }: ApiDescriptor, { request }: RuntimeOptions): string {
  if (request?.baseUrl !== undefined) return 'This server was told where to send requests.';
  const lines = servers.map(({ url, description }) => {
    const shown = URL.canParse(url)
      ? redactUrl(new URL(url))
      : oneLine(url.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//'));
    return `- ${shown}${description === undefined ? '' : `: ${truncate(oneLine(description), 100)}`}`;
  });
  return limitLines(lines, mostServers).join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
