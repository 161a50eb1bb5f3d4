import type { ToolChange, ToolChanges } from '../../runtime/policy/audit-entry.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { JsonObject, JsonSchema } from '../../json/value.ts';

/** The parts of a tool that a model sees. */
export type ComparedTool = Pick<
  OperationDescriptor,
  'name' | 'title' | 'description' | 'inputSchema' | 'outputSchema'
> & { annotations?: object };

/** Returns the differences between two lists of tools. */
export function findToolChanges(before: ComparedTool[], after: ComparedTool[]): ToolChanges {
  const former = new Map(before.map((tool) => [tool.name, tool]));
  const names = new Set(after.map(({ name }) => name));
  return {
    added: after.flatMap(({ name }) => (former.has(name) ? [] : [name])),
    removed: [...former.keys()].filter((name) => !names.has(name)),
    changed: after.flatMap((operation) => {
      const known = former.get(operation.name);
      return known === undefined || isSame(listed(known), listed(operation))
        ? []
        : [compareArguments(known, operation)];
    }),
  };
}

function listed({ title, description, inputSchema, outputSchema, annotations }: ComparedTool): object {
  return { title, description, inputSchema, outputSchema, annotations };
}

function compareArguments(before: ComparedTool, after: ComparedTool): ToolChange {
  const [former, next] = [propertiesOf(before.inputSchema), propertiesOf(after.inputSchema)];
  const kept = Object.keys(next).filter((name) => Object.hasOwn(former, name));
  return {
    name: after.name,
    added: Object.keys(next).filter((name) => !Object.hasOwn(former, name)),
    removed: Object.keys(former).filter((name) => !Object.hasOwn(next, name)),
    changed: kept.filter((name) => !isSame(former[name], next[name])),
  };
}

function propertiesOf({ properties }: JsonSchema): JsonObject {
  return (properties ?? {}) as JsonObject;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The most names in a line. */
const maximumNames = 10;

/** Returns the differences as one line: `1 tool added (a); 1 changed (getPet: +limit -page)`. */
export function formatToolChanges({ added, removed, changed }: ToolChanges): string {
  const parts = [
    ...partOf(added, 'added'),
    ...partOf(removed, 'removed'),
    ...partOf(changed.map(formatChange), 'changed'),
  ];
  return parts.length === 0 ? 'no tool changed' : parts.join('; ');
}

function partOf(names: string[], word: string): string[] {
  if (names.length === 0) return [];
  const more = names.length > maximumNames ? ', …' : '';
  return [`${names.length} ${word} (${names.slice(0, maximumNames).join(', ')}${more})`];
}

function formatChange({ name, added, removed, changed }: ToolChange): string {
  const words = [
    ...added.map((each) => `+${each}`),
    ...removed.map((each) => `-${each}`),
    ...changed.map((each) => `~${each}`),
  ];
  return words.length === 0 ? name : `${name}: ${words.join(' ')}`;
}
