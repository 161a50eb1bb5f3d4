import { checkOptions } from './check-options.ts';
import { createOperationCaller } from './operation-caller.ts';
import { isSecretHeader, redacted } from './security/redact.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { Credential } from './security/credential.ts';
import type { HttpRequest } from '../http/http-message.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/**
 * The HTTP request that a call would send, with credentials redacted. Nothing is sent.
 *
 * @throws OpenApiMcpError OPTION_INVALID, ARGUMENTS_INVALID, BODY_UNSUPPORTED, SERVER_URL_INVALID
 */
export async function previewCall(
  api: ApiDescriptor,
  tool: string,
  args: JsonObject,
  options: RuntimeOptions = {},
): Promise<HttpRequest> {
  checkOptions(api, options);
  const operation = api.operations.find(({ name }) => name === tool);
  if (operation === undefined) throw new TypeError(`there is no tool ${tool}`);
  const headers = Object.entries(options.request?.headers ?? {}).map(([name, value]) => [
    name,
    isSecretHeader(name) ? redacted : value,
  ]);
  const caller = createOperationCaller(api, {
    ...options,
    request: {
      ...options.request,
      headers: Object.fromEntries(headers),
      credentials: await redactAll(options.request?.credentials ?? {}),
    },
  });
  const request = await caller.prepare(operation, args);
  await caller.close();
  return { ...request, headers: request.headers.map(([name, value]) => [name, plainly(name, value)]) };
}

/** What would be provided is not asked for. */
async function redactAll(credentials: Record<string, Credential>): Promise<Record<string, Credential>> {
  const all = await Promise.all(
    Object.entries(credentials).map(async ([name, credential]): Promise<[string, Credential][]> => {
      if ('provide' in credential)
        return (await credential.canProvide?.()) === false ? [] : [[name, { value: redacted }]];
      if ('certificate' in credential) return [[name, credential]];
      return [
        [name, 'value' in credential ? { value: redacted } : { username: redacted, password: redacted }],
      ];
    }),
  );
  return Object.fromEntries(all.flat());
}

/** Basic credentials are written in base64, which nobody reads as redacted. */
function plainly(name: string, value: string): string {
  return name.toLowerCase() === 'authorization' ? value.replace(/^Basic .*/, `Basic ${redacted}`) : value;
}
