import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The application of the MCP server at the identity provider. */
export const application = { id: 'mcp-server', secret: 'secret-of-the-mcp-server' };

/** An identity provider in a process of its own. */
export interface PeopleProvider extends AsyncDisposable {
  url: string;
}

/** Starts the identity provider, whose application has these redirect URIs. Loopback ports are free. */
export async function startPeopleProvider(
  redirectUris = ['http://127.0.0.1/oauth/callback'],
): Promise<PeopleProvider> {
  const script = fileURLToPath(new URL('people-provider.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, ...redirectUris], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [url] = await once(createInterface(child.stdout), 'line');
  return {
    url: String(url),
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}
