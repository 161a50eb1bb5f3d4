import type {
  ArgumentStep,
  OperationDescriptor,
  ResourceDescriptor,
  ResourceVariable,
} from '../descriptor.ts';
import { propertiesOf } from './edit-schema.ts';

/**
 * Returns the resource of shaped arguments: a renamed argument has a renamed variable, and one that no caller gives has
 * none. The segment of such a path parameter is its name.
 */
export function shapeResource(
  resource: ResourceDescriptor,
  { inputSchema }: Pick<OperationDescriptor, 'inputSchema'>,
  steps: ArgumentStep[],
): ResourceDescriptor {
  const renamed = new Map(
    steps.flatMap((step) =>
      step.kind === 'move' && step.to.length === 1 ? [[step.to[0] ?? '', step.from[0] ?? ''] as const] : [],
    ),
  );
  const kept = propertiesOf(inputSchema);
  const names = new Map<string, string>();
  const variables = resource.variables.flatMap((variable): ResourceVariable[] => {
    const argument = renamed.get(variable.argument) ?? variable.argument;
    if (!Object.hasOwn(kept, argument)) return [];
    const name = argument === variable.argument ? variable.name : variableName(argument, names);
    names.set(variable.name, name);
    return [{ ...variable, name, argument }];
  });
  const [path = ''] = resource.uri.split('{?');
  const query = variables
    .filter((variable) => variable.in === 'query')
    .map(({ name, shape }) => (shape === 'list' ? `${name}*` : name));
  const shapedPath = path.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const shaped = names.get(name);
    return shaped === undefined ? encodeURIComponent(name) : `{${shaped}}`;
  });
  return {
    ...resource,
    kind: variables.length === 0 ? 'resource' : 'template',
    uri: `${shapedPath}${query.length > 0 ? `{?${query.join(',')}}` : ''}`,
    variables,
  };
}

/** Returns a name that is valid in a template (RFC 6570 §2.3), and that no other variable has. */
function variableName(argument: string, names: ReadonlyMap<string, string>): string {
  const base = argument.replace(/[^A-Za-z0-9_.]|^\.|\.(?=\.|$)/g, '_');
  const taken = new Set(names.values());
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}_${number}`;
  return name;
}
