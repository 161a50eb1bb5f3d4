import type { EmitTarget } from './generated-file.ts';

/** The folder of the runtime in the output, unless several servers share one. */
export const libraryFolder = 'lib';

/** The module specifiers that emitted modules import from. */
export interface Modules {
  runtime: string;
  client: string;
  credentials: string;
  serve: string;
  sdk: string;
  /** The module that joins several APIs. */
  joined: string;
  /** Returns the specifier of a module of the output, by its name without extension. */
  own(name: string): string;
}

/** Returns the specifiers for a target: those of the copied runtime, or those of this package. */
export function modulesFor(target: EmitTarget): Modules {
  const { runtime, sdk, http = false, importExtension, library = `./${libraryFolder}` } = target;
  const own = (name: string): string => `./${name}${importExtension}`;
  if (runtime === 'package')
    return {
      runtime: 'openapi-mcp/runtime',
      client: 'openapi-mcp/client',
      credentials: 'openapi-mcp/credentials',
      serve: 'openapi-mcp/serve',
      sdk: `openapi-mcp/serve/sdk-${sdk}`,
      joined: 'openapi-mcp/serve/joined',
      own,
    };
  const copied = (name: string): string => `${library}/${name}${importExtension}`;
  return {
    runtime: copied('runtime/index'),
    client: copied('runtime/client'),
    credentials: copied('credentials/environment-credentials'),
    serve: copied(http ? 'serve/index' : 'serve/create-stdio-server'),
    joined: copied(http ? 'serve/create-joined-server' : 'serve/create-joined-stdio-server'),
    sdk: copied(sdk === 'v2' && !http ? 'serve/sdk-v2-stdio' : `serve/sdk-${sdk}`),
    own,
  };
}
