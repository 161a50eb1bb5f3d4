import { checkOptions } from './check-options.ts';
import { createCaller } from './call.ts';
import type { Credential, RuntimeOptions } from './options.ts';
import type { HttpRequest } from './request/request.ts';
import type { ApiDescriptor, JsonObject } from './types.ts';

const redacted = 'REDACTED';

/** Headers that hold a secret, whoever gave them. */
const secretHeader = /^(proxy-)?authorization$|cookie|token|secret|api-?key|password/i;

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
  const headers = Object.entries(options.headers ?? {}).map(([name, value]) => [
    name,
    secretHeader.test(name) ? redacted : value,
  ]);
  const caller = createCaller(api, {
    ...options,
    headers: Object.fromEntries(headers),
    credentials: Object.fromEntries(
      Object.entries(options.credentials ?? {}).map(([name, credential]) => [name, redact(credential)]),
    ),
  });
  const request = await caller.prepare(operation, args);
  await caller.close();
  return { ...request, headers: request.headers.map(([name, value]) => [name, plainly(name, value)]) };
}

function redact(credential: Credential): Credential {
  return 'value' in credential ? { value: redacted } : { username: redacted, password: redacted };
}

/** Basic credentials are written in base64, which nobody reads as redacted. */
function plainly(name: string, value: string): string {
  return name.toLowerCase() === 'authorization' ? value.replace(/^Basic .*/, `Basic ${redacted}`) : value;
}
