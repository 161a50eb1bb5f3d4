import { writeServer } from './write-server.ts';
import { describeModel } from '../describe/describe-model.ts';
import { describeSelected, selectFrom } from '../describe/describe-api.ts';
import { loadDocument } from '../load/load-document.ts';
import { buildModel } from '../model/build-model.ts';
import { OpenApiMcpError } from '../errors.ts';
import { checkOptions } from '../runtime/check-options.ts';
import { isSecretHeader } from '../runtime/security/redact.ts';
import { credentialVariables, sessionVariables } from '../runtime/security/credential-variables.ts';
import type { GenerateOptions } from './generate-options.ts';
import type { RequestDefaults, ServedOptions } from './emit-server.ts';
import type { Generation, ProjectSource } from './write-server.ts';
import type { DescribedApi } from '../describe/describe-api.ts';
import type { DescribeOptions } from '../describe/describe-options.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { DocumentSource, LoadedDocument } from '../load/loaded-document.ts';
import type { LoadOptions } from '../load/load-options.ts';

/** The options of `generateServer`. */
export type GenerateServerOptions = LoadOptions &
  DescribeOptions &
  GenerateOptions &
  ServedOptions & {
    /** Receives the name of each step, in a few words. */
    onProgress?: (step: string) => void;
  };

/** A generated API: the changes of the files, and the findings in the document. */
export interface GeneratedApi extends DescribedApi, Generation {}

/**
 * Writes a typed TypeScript server and client of a document into a folder.
 *
 * @throws OpenApiMcpError OPTION_INVALID, OUTPUT_EDITED, OUTPUT_UNSAFE; OUTPUT_STALE with `check`; those of `describeApi`
 */
export async function generateServer(
  source: DocumentSource,
  folder: string,
  options: GenerateServerOptions = {},
): Promise<GeneratedApi> {
  options.onProgress?.('Reading the document');
  const loaded = await loadDocument(source, options);
  options.onProgress?.('Describing its operations');
  const selection = selectFrom(loaded, options);
  const describing = { fixedHeaders: Object.keys(options.headers ?? {}), ...options };
  const described = describeSelected(selection, describing);
  checkDefaults(described.descriptor, options);
  const { model, operations } = selection;
  // The first description reported the findings already.
  const whole = describeModel(model, { ...describing, operations, isForTypes: true }, () => undefined);
  const typed = withNamesOf(whole, described.descriptor);
  const project =
    options.scaffold === true ? await projectSource(loaded, described.descriptor, options) : undefined;
  options.onProgress?.('Writing files');
  const generation = await writeServer(folder, { served: described.descriptor, typed }, options, project);
  return { ...described, ...generation };
}

/** Returns the typed operations that are served, under the names that shaping gave them. */
function withNamesOf(typed: ApiDescriptor, served: ApiDescriptor): ApiDescriptor {
  const names = new Map(served.operations.map(({ method, path, name }) => [`${method} ${path}`, name]));
  const operations = typed.operations.flatMap((operation) => {
    const name = names.get(`${operation.method} ${operation.path}`);
    return name === undefined ? [] : [{ ...operation, name }];
  });
  return { ...typed, operations };
}

/**
 * Checks the options of requests that become defaults in the code.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
function checkDefaults(api: ApiDescriptor, { baseUrl, server, headers = {} }: RequestDefaults): void {
  checkOptions(api, { request: { baseUrl, server, headers } });
  const secret = Object.keys(headers).find(isSecretHeader);
  if (secret !== undefined)
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      `the header ${secret} would be a secret in the generated code`,
      {
        hint: 'Leave it out, and give it to the server when it runs.',
      },
    );
}

/** Returns the calls for the test of a scaffolded project, and the variables of its credentials. */
async function projectSource(
  loaded: LoadedDocument,
  descriptor: ApiDescriptor,
  options: GenerateServerOptions,
): Promise<ProjectSource> {
  options.onProgress?.('Calling every operation on a mock');
  const { recordCalls } = await import('../record/record-calls.ts');
  const model = buildModel(loaded, () => undefined);
  // The recorded responses contain no login.
  const calls = descriptor.session?.login === undefined ? await recordCalls(model, descriptor) : [];
  const ofSchemes = credentialVariables(descriptor).flatMap(({ scheme, ways }) =>
    (ways[0] ?? []).map((name) => ({ name, scheme })),
  );
  const ofSession = sessionVariables(descriptor).map((name) => ({ name, scheme: 'the login' }));
  const variables = [...ofSchemes, ...ofSession];
  return { calls, variables };
}
