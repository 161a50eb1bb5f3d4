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
  timeout = defaultTimeout,
): CredentialProvider {
  const cache = createTokenCache();
  const env = { ...environment, OPENAPI_MCP_SCHEME: scheme };
  return {
    provide: async (request) =>
      (await cache.get('', request, () => runCommand(command, scheme, env, timeout))).value,
  };
}

async function runCommand(
  command: string,
  scheme: string,
  env: Environment,
  timeout: number,
): Promise<Token> {
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
    if (isLate) throw failed(scheme, `did not end within ${timeout / 1000} s`);
    if (printed === undefined) throw failed(scheme, 'prints without end');
    if (child.exitCode !== 0) throw failed(scheme, endingOf(child));
    const token = readToken(printed.trim());
    if (token.value === '') throw failed(scheme, 'printed nothing');
    return token;
  } catch (error) {
    if (isOpenApiMcpError(error)) throw error;
    throw isLate
      ? failed(scheme, `did not end within ${timeout / 1000} s`)
      : failed(scheme, 'could not be run', error);
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

function failed(scheme: string, reason: string, cause?: unknown): OpenApiMcpError {
  return new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', `the command for ${scheme} ${reason}`, {
    cause,
    hint: 'Run the command of --auth-command by hand: it must print the key or token and end with 0.',
  });
}
