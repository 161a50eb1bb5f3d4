import { readFileSync } from 'node:fs';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import {
  credentialVariables,
  sessionVariables,
  undeclaredVariables,
} from '../runtime/security/credential-variables.ts';
import type { NamedSchemes } from '../runtime/security/variable-prefixes.ts';

/** Environment variables, in the form of `process.env`. */
export type Environment = Record<string, string | undefined>;

/** The variables that the credentials of an API are read from. */
export interface ReadEnvironment {
  environment: Environment;
  /** The paths of the files that secrets were read from, by variable. */
  files: Map<string, string>;
}

/**
 * Returns the variables that the credentials of an API are read from: the environment, completed by the secret of the
 * file that `NAME_FILE` names for `NAME`.
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE for files that cannot be read
 */
export function readEnvironment(api: NamedSchemes, environment: Environment): ReadEnvironment {
  const variables = [...credentialVariables(api), ...undeclaredVariables(api, environment)];
  const ofSchemes = variables.flatMap(({ ways, optional }) => [...ways.flat(), ...optional]);
  const names = [...ofSchemes, ...sessionVariables(api)];
  const unresolved = names.filter((name) => isReferenceTo(name, environment[name] ?? ''));
  const values = { ...environment, ...Object.fromEntries(unresolved.map((name) => [name, undefined])) };
  return withSecretFiles(values, [...new Set(names)]);
}

/** Returns true for a reference to the variable itself, which an MCP client passes on if the variable is not set. */
function isReferenceTo(name: string, value: string): boolean {
  return value === `$${name}` || value === `\${${name}}` || value === `\${env:${name}}`;
}

/**
 * Returns the environment, completed by the secrets of the files that `NAME_FILE` names, and the paths of these files.
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
function withSecretFiles(environment: Environment, names: string[]): ReadEnvironment {
  const files = new Map(
    names.flatMap((name): [string, string][] => {
      const path = environment[`${name}_FILE`];
      return environment[name] || !path ? [] : [[name, path]];
    }),
  );
  const secrets = [...files].map(([name, path]) => [name, readSecret(name, path)]);
  return { environment: { ...environment, ...Object.fromEntries(secrets) }, files };
}

/**
 * Returns the secret of a variable, or of the file that `NAME_FILE` names.
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export function secretFrom(environment: Environment, name: string): string | undefined {
  return withSecretFiles(environment, [name]).environment[name] || undefined;
}

/**
 * Returns the secret in a file, without the line break that editors add.
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export function readSecret(name: string, path: string): string {
  let secret: string;
  try {
    secret = readText(path).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new OpenApiMcpError(
      'CREDENTIALS_UNAVAILABLE',
      `the file of ${name}_FILE cannot be read: ${messageOf(cause)}`,
      { cause, hint: `Check the path in ${name}_FILE.` },
    );
  }
  // Only a password may be empty: other empty secrets count as unset.
  if (secret !== '' || /_PASS(WORD|PHRASE)$/.test(name)) return secret;
  throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `the file of ${name}_FILE is empty`, {
    hint: `Write the secret into it, or leave ${name}_FILE out.`,
  });
}

/** Reads a text without the byte order mark that some editors write. */
export function readText(path: string): string {
  return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
}
