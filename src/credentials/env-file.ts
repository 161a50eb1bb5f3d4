import { parseEnv } from 'node:util';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import { readText } from './environment.ts';
import type { CredentialOptions } from './credential-options.ts';
import type { Environment } from './environment.ts';

/**
 * Returns the environment, completed by the variables of a file. Empty variables count as unset.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function withEnvFile({
  environment = {},
  envFile: path,
}: Pick<CredentialOptions, 'environment' | 'envFile'>): Environment {
  if (path === undefined) return environment;
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '');
  try {
    return { ...parseEnv(readText(path)), ...Object.fromEntries(given) };
  } catch (cause) {
    throw new OpenApiMcpError('OPTION_INVALID', `the file of variables cannot be read: ${messageOf(cause)}`, {
      cause,
      hint: 'Check the path of --env-file.',
    });
  }
}
