import { titleLimit, visibleText } from '../model/visible-text.ts';
import { isForeign } from './transliterate.ts';
import { truncate } from '../json/truncate.ts';
import type { ApiModel, Operation } from '../model/api-model.ts';
import type { ApiAbout, SecuritySchemeDescriptor } from '../descriptor.ts';

/** Characters of a server's instructions that Claude Code shows a model. */
const instructionsLimit = 2_000;

const descriptionLimit = 700;
const tagLimit = 20;

/** Returns the title of a tool: the summary of its operation, else an id that the name of the tool has in ASCII. */
export function operationTitle({ id, summary }: Operation): string | undefined {
  const text = summary ?? (id !== undefined && isForeign(id) ? visibleText(id) : undefined);
  return text === undefined ? undefined : truncate(text, titleLimit);
}

/** The description of a tool, and the whole text if that is longer. */
export interface ToolDescription {
  description: string;
  details?: string;
}

/** Characters of the details of an operation. */
const detailsLimit = 16_384;

/** Returns the description of a tool: the summary and description of its operation, of at most `limit` characters. */
export function operationDescription(operation: Operation, limit: number): ToolDescription {
  const text = wholeDescription(operation);
  const description = truncate(text, limit);
  return description === text ? { description } : { description, details: truncate(text, detailsLimit) };
}

function wholeDescription(operation: Operation): string {
  const { id, summary, description, deprecated, method, path } = operation;
  const repeats = summary === undefined || (description !== undefined && contains(description, summary));
  // The name of the tool has the id in ASCII.
  const isNamed = id === undefined || !isForeign(id) || `${summary}\n${description}`.includes(id);
  const name = isNamed ? undefined : visibleText(id);
  const texts = [deprecated ? 'Deprecated.' : undefined, name, repeats ? undefined : summary, description];
  const present = texts.filter((text) => text !== undefined);
  const hasText = present.length > (deprecated ? 1 : 0);
  const paragraphs = hasText ? present : [...present, visibleText(`${method} ${path}`)];
  return paragraphs.join('\n\n');
}

/** Returns true if a description says a summary already, in other letter case, punctuation or markup. */
function contains(description: string, summary: string): boolean {
  const part = wordsOf(summary);
  const lower = description.toLowerCase();
  // Most descriptions lack a word of their summary, which is found without taking them apart.
  if (!part.split(' ').every((word) => lower.includes(word))) return false;
  return part === '' || ` ${wordsOf(description)} `.includes(` ${part} `);
}

function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Returns the instructions of a server: its title and description, its tags, and how calls are authenticated. */
export function apiInstructions(model: ApiModel, operations: Operation[]): string {
  const about = model.description ?? model.summary;
  return truncate(
    [
      `${model.title} ${model.version}`,
      ...(about === undefined ? [] : [truncate(about, descriptionLimit)]),
      ...tagLines(model, operations),
      authentication(model.securitySchemes),
    ].join('\n\n'),
    instructionsLimit,
  );
}

const aboutLimit = 2_000;
const tagDescriptionLimit = 300;
const describedTags = 100;

/** Returns the texts about an API as a whole, for its overview. */
export function aboutApi(model: ApiModel, operations: Operation[]): ApiAbout | undefined {
  const description = model.description ?? model.summary;
  const used = new Set(operations.flatMap(({ tags }) => tags));
  const tags = model.tags.flatMap(({ name, description: text }): [string, string][] =>
    used.has(name) && text !== undefined ? [[name, truncate(text, tagDescriptionLimit)]] : [],
  );
  if (description === undefined && tags.length === 0) return undefined;
  return {
    ...(description === undefined ? {} : { description: truncate(description, aboutLimit) }),
    ...(tags.length === 0 ? {} : { tags: Object.fromEntries(tags.slice(0, describedTags)) }),
  };
}

function tagLines(model: ApiModel, operations: Operation[]): string[] {
  const used = new Set(operations.flatMap(({ tags }) => tags));
  const tags = model.tags.filter(({ name }) => used.has(name));
  if (tags.length === 0) return [];
  const lines = tags.slice(0, tagLimit).map(({ name, description }) => {
    const [sentence] = (description ?? '').split(/(?<=[.!?])\s|\n/);
    return sentence ? `- ${name}: ${truncate(sentence, 120)}` : `- ${name}`;
  });
  const more = tags.length - lines.length;
  return [['Areas:', ...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')];
}

function authentication(schemes: Record<string, SecuritySchemeDescriptor>): string {
  const names = Object.entries(schemes).map(([name, scheme]) => {
    const kind = scheme.type === 'http' ? `http ${scheme.scheme}` : scheme.type;
    return visibleText(`${name} (${kind})`);
  });
  return names.length === 0
    ? 'No authentication is declared.'
    : `Authentication is added by this server, never pass credentials as arguments: ${names.join(', ')}.`;
}
