import { freeVariableName, queryExpression, toVariableName } from '../http/uri-template.ts';
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
    const name =
      argument === variable.argument
        ? variable.name
        : freeVariableName(toVariableName(argument), new Set(names.values()));
    names.set(variable.name, name);
    return [{ ...variable, name, argument }];
  });
  const [path = ''] = resource.uri.split('{?');
  const shapedPath = path.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const shaped = names.get(name);
    return shaped === undefined ? encodeURIComponent(name) : `{${shaped}}`;
  });
  return {
    ...resource,
    kind: variables.length === 0 ? 'resource' : 'template',
    uri: `${shapedPath}${queryExpression(variables)}`,
    variables,
  };
}
