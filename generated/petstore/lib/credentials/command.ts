import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { OpenApiMcpError } from '../errors.ts';
import { createTokenCache, renewalOf } from './cache.ts';
import type { Environment } from './environment.ts';
import type { Token } from './cache.ts';
import type { CredentialProvider } from '../options.ts';

/** A command may ask a person, or a network. */
const timeout = 60_000;

/** What a command prints, kept until it ends or is refused. The command is told the scheme in OPENAPI_MCP_SCHEME. */
export function commandCredential(
  command: string,
  scheme: string,
  environment: Environment,
): CredentialProvider {
  const cache = createTokenCache();
  const env = { ...environment, OPENAPI_MCP_SCHEME: scheme };
  return {
    provide: async (request) => (await cache.get('', request, () => runCommand(command, scheme, env))).value,
  };
}

async function runCommand(command: string, scheme: string, env: Environment): Promise<Token> {
  // What it has to say goes where this process says it: standard output belongs to the protocol.
  const child = spawn(command, { shell: true, env, stdio: ['ignore', 'pipe', 'inherit'], timeout });
  try {
    const [printed] = await Promise.all([text(child.stdout), once(child, 'close')]);
    if (child.exitCode !== 0) throw failed(scheme, endingOf(child));
    const token = readToken(printed.trim());
    if (token.value === '') throw failed(scheme, 'printed nothing');
    return token;
  } catch (error) {
    if (error instanceof OpenApiMcpError) throw error;
    throw failed(scheme, 'could not be run', error);
  }
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
