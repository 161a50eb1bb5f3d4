import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isOpenApiMcpError, OpenApiMcpError } from '../errors.ts';
import { createTokenCache, renewalOf } from './token-cache.ts';
import type { Readable } from 'node:stream';
import type { Environment } from './environment.ts';
import type { Token } from './token-cache.ts';
import type { CredentialProvider } from '../runtime/security/credential.ts';

/** A command may ask a person, or a network. */
const patience = 60_000;

/** No key or token comes near. */
const maximumCharacters = 1_000_000;

/** What a command prints, kept until it ends or is refused. The command is told the scheme in OPENAPI_MCP_SCHEME. */
export function commandCredential(
  command: string,
  scheme: string,
  environment: Environment,
  timeout = patience,
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
  // What it has to say goes where this process says it: standard output belongs to the protocol.
  const child = spawn(command, { shell: true, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill();
    // What it has started may hold the other end for long.
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

/** `undefined` where it is too much; nobody reads on then, and so the command ends. */
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

/** Only an object is JSON here: a key may be a number. */
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
