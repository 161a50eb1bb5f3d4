import type { Prompt, Resource, ResourceTemplate, Tool } from '../index.ts';

/** Everything that a model sees of a server. */
export interface ToolSurface {
  instructions?: string;
  tools: Tool[];
  resources?: Resource[];
  resourceTemplates?: ResourceTemplate[];
  prompts?: Prompt[];
}

/** Returns a surface as text for a snapshot: each tool with its texts, hints and schemas, in the order of the list. */
export function printSurface(surface: ToolSurface): string {
  const { instructions = '', tools, resources = [], resourceTemplates = [], prompts = [] } = surface;
  const sections = [
    ...(instructions === '' ? [] : [`# Instructions\n\n${instructions}`]),
    ...tools.map((tool) => section(`Tool ${tool.name}`, tool, ['name'])),
    ...resources.map((resource) => section(`Resource ${resource.uri}`, resource, ['uri'])),
    ...resourceTemplates.map((template) =>
      section(`Resource template ${template.uriTemplate}`, template, ['uriTemplate']),
    ),
    ...prompts.map((prompt) => section(`Prompt ${prompt.name}`, prompt, ['name'])),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Returns the title and the description of an item as text, and its other properties as JSON. */
function section(heading: string, item: object, named: string[]): string {
  const { title, description, ...rest }: { title?: string; description?: string } = item;
  const others = Object.entries(rest).filter(([key, value]) => value !== undefined && !named.includes(key));
  return [
    `# ${heading}`,
    ...(title === undefined ? [] : [title]),
    ...(description === undefined ? [] : [description]),
    ...others.map(([key, value]) =>
      typeof value === 'string' ? `${key}: ${value}` : `${key}:\n${JSON.stringify(value, null, 2)}`,
    ),
  ].join('\n\n');
}
