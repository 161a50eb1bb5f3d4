import type { McpClient } from './clients.ts';
import type { JsonObject } from '../json/value.ts';

/** A server that a client starts. */
export interface ServerEntry {
  name: string;
  /** The title of the API, for people. */
  title: string;
  /** An absolute path. */
  command: string;
  args: string[];
  /** Variables of credentials, which the entry refers to by name. */
  variables: string[];
}

/** Returns an entry in the form of a client. */
export function clientEntry({ reference, form }: McpClient, entry: ServerEntry): JsonObject {
  const { name, title, command, args, variables } = entry;
  const names = reference.kind === 'names' ? { [reference.key]: variables } : {};
  if (form === 'goose')
    return {
      name,
      description: title,
      type: 'stdio',
      enabled: true,
      cmd: command,
      args,
      envs: {},
      ...names,
      timeout: 300,
    };
  const env =
    reference.kind === 'text' || reference.kind === 'inputs'
      ? variables.map((variable) => [
          variable,
          reference.kind === 'text' ? reference.of(variable) : inputReference(variable),
        ])
      : [];
  return {
    ...(form === 'stdio' ? { type: 'stdio' } : {}),
    command,
    args,
    ...(env.length === 0 ? {} : { env: Object.fromEntries(env) }),
    ...(variables.length === 0 ? {} : names),
  };
}

/** Returns an input of VS Code, which asks for a secret once and stores it. */
export function inputOf(variable: string, { title }: ServerEntry): JsonObject {
  return { type: 'promptString', id: variable, description: `${title}: ${variable}`, password: true };
}

/** Returns a reference to an input of VS Code. */
export function inputReference(id: string): string {
  return `\${input:${id}}`;
}
