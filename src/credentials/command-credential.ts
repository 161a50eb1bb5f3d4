import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import { createTokenCache, renewalOf } from './token-cache.ts';
import type { Readable } from 'node:stream';
import type { Environment } from './environment.ts';
import type { Token } from './token-cache.ts';
import type { CredentialProvider } from '../runtime/security/credential.ts';

/** Milliseconds for a command, which may need a person or a network. */
const defaultTimeout = 60_000;

/** The largest output, far above the size of any key or token. */
const maximumCharacters = 1_000_000;

/**
 * Creates a provider of the value that a command prints. The value is cached until it expires or is rejected. The variable
 * OPENAPI_MCP_SCHEME names the scheme for the command.
 */
export function commandCredential(
  command: string,
  scheme: string,
  environment: Environment,
  timeout: number = defaultTimeout,
): CredentialProvider {
  const cache = createTokenCache();
  const env = { ...environment, OPENAPI_MCP_SCHEME: scheme };
  return {
    provide: async (request) =>
      (await cache.get('', request, () => readTokenOf(command, scheme, env, timeout))).value,
  };
}

async function readTokenOf(
  command: string,
  scheme: string,
  env: Environment,
  timeout: number,
): Promise<Token> {
  const purpose = { name: scheme, flag: '--auth-command', prints: 'the key or token' };
  const token = readToken(await runCommand(command, purpose, env, timeout));
  if (token.value === '') throw failed(purpose, 'printed nothing');
  return token;
}

/** The purpose of a command, for errors. */
export interface CommandPurpose {
  name: string;
  flag: string;
  prints: string;
}

/**
 * Returns what a command prints, without spaces at its ends.
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export async function runCommand(
  command: string,
  purpose: CommandPurpose,
  env: Environment,
  timeout: number = defaultTimeout,
): Promise<string> {
  // Standard error is inherited: standard output belongs to the protocol.
  const child = spawn(command, { shell: true, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill();
    // A child process may keep the pipe open.
    child.stdout.destroy();
  }, timeout);
  try {
    const [printed] = await Promise.all([readAll(child.stdout), once(child, 'close')]);
    if (isLate) throw failed(purpose, `did not end within ${timeout / 1000} s`);
    if (printed === undefined) throw failed(purpose, 'prints without end');
    if (child.exitCode !== 0) throw failed(purpose, endingOf(child));
    const text = printed.trim();
    if (text === '') throw failed(purpose, 'printed nothing');
    return text;
  } catch (error) {
    if (isOpenApiMcpError(error)) throw error;
    throw isLate
      ? failed(purpose, `did not end within ${timeout / 1000} s`)
      : failed(purpose, 'could not be run', error);
  } finally {
    clearTimeout(timer);
  }
}

/** Returns the output, or `undefined` if it is too large. Reading stops then, which ends the command. */
async function readAll(output: Readable): Promise<string | undefined> {
  let printed = '';
  for await (const chunk of output.setEncoding('utf8')) {
    printed += chunk;
    if (printed.length > maximumCharacters) return undefined;
  }
  return printed;
}

function endingOf({
  exitCode,
  signalCode,
}: {
  exitCode: number | null;
  signalCode: NodeJS.Signals | null;
}): string {
  return exitCode === null ? `was ended by ${signalCode}` : `ended with ${exitCode}`;
}

/** Reads a token from JSON if the output is an object, since a bare key may be a number. */
function readToken(printed: string): Token {
  if (!printed.startsWith('{')) return { value: printed };
  try {
    const { access_token: value = '', expires_in: seconds } = JSON.parse(printed) as Record<string, unknown>;
    return {
      value: String(value),
      ...(Number(seconds) > 0 ? { renewal: renewalOf(Number(seconds)) } : {}),
    };
  } catch {
    return { value: printed };
  }
}

function failed({ name, flag, prints }: CommandPurpose, reason: string, cause?: unknown): OpenApiMcpError {
  return new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `the command for ${name} ${reason}`, {
    cause,
    hint: `Run the command of ${flag} by hand: it must print ${prints} and end with 0.`,
  });
}
