import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { capabilitiesOf } from '../../src/emit/capabilities.ts';
import { readLibrary } from '../../src/emit/copy-library.ts';
import { repository } from './cli.ts';
import type * as credentialsModule from '../../src/credentials/environment-credentials.ts';
import type * as runtimeModule from '../../src/runtime/index.ts';
import type * as sdkModule from '../../src/serve/sdk-v2.ts';
import type * as joinedModule from '../../src/serve/create-joined-server.ts';
import type * as serveModule from '../../src/serve/index.ts';
import type * as stdioModule from '../../src/serve/create-stdio-server.ts';
import type { Capability } from '../../src/emit/capabilities.ts';
import type { RuntimeOptions } from '../../src/index.ts';
import type { ApiDescriptor } from '../../src/descriptor.ts';

/** The modules of a copied runtime that emitted code imports. */
export interface CopiedLibrary {
  runtime: typeof runtimeModule;
  serve: typeof serveModule;
  credentials: typeof credentialsModule;
  sdk: typeof sdkModule;
  /** Present with the capability `several-apis`. */
  joined: typeof joinedModule | undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-library-'));
symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const imported = new Map<string, Promise<CopiedLibrary>>();

/** The options that decide what is copied. Events are observed in tests alone. */
type LibraryOptions = Pick<RuntimeOptions, 'expose' | 'result' | 'resilience' | 'observer'>;

/** Writes and imports the runtime that `generate` copies for an API, with no more capabilities than the API needs. */
export function copiedLibrary(
  descriptor: ApiDescriptor,
  { expose, result, resilience, observer }: LibraryOptions = {},
  isJoined = false,
): Promise<CopiedLibrary> {
  const needed = capabilitiesOf(descriptor, {
    sdk: 'v2',
    http: true,
    expose,
    resilience: resilience !== undefined,
    html: result?.html,
    validateResponses: result?.validateResponses,
  });
  const capabilities: Capability[] = [
    ...needed,
    ...(observer === undefined ? [] : ['observation' as const]),
    ...(isJoined ? (['policies-of-apis', 'several-apis'] as const) : []),
  ];
  const key = capabilities.join('+');
  const library = imported.get(key) ?? importLibrary(join(folder, key), capabilities);
  imported.set(key, library);
  return library;
}

/** Writes and imports the runtime with the given capabilities, without HTTP. */
export async function plainLibrary(
  capabilities: Capability[],
): Promise<{ runtime: typeof runtimeModule; stdio: typeof stdioModule }> {
  const path = join(folder, `plain+${capabilities.join('+')}`);
  await writeLibrary(path, capabilities);
  return {
    runtime: await import(join(path, 'runtime/index.ts')),
    stdio: await import(join(path, 'serve/create-stdio-server.ts')),
  };
}

async function writeLibrary(path: string, capabilities: Capability[]): Promise<void> {
  const { files } = await readLibrary(capabilities, { importExtension: '.ts' });
  for (const file of files) {
    mkdirSync(dirname(join(path, file.path)), { recursive: true });
    writeFileSync(join(path, file.path), file.content);
  }
}

async function importLibrary(path: string, capabilities: Capability[]): Promise<CopiedLibrary> {
  await writeLibrary(path, capabilities);
  const [runtime, serve, sdk] = await Promise.all(
    ['runtime/index.ts', 'serve/index.ts', 'serve/sdk-v2.ts'].map((module) => import(join(path, module))),
  );
  const credentials = capabilities.includes('credentials')
    ? await import(join(path, 'credentials/environment-credentials.ts'))
    : undefined;
  const joined = capabilities.includes('several-apis')
    ? await import(join(path, 'serve/create-joined-server.ts'))
    : undefined;
  return { runtime, serve, sdk, credentials, joined };
}
