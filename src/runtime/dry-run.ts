import { OpenApiMcpError } from '../errors.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { checkOptions } from './check-options.ts';
import { OperationCaller } from './operation-caller.ts';
import { createRedactor, isSecretHeader, redacted } from './security/redact.ts';
import type { Redactor } from './security/redact.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { Credential } from './security/credential.ts';
import type { HttpRequest } from '../http/http-message.ts';
import type { ApiDescriptor } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/**
 * Returns the HTTP request of a call, with credentials and hidden values redacted, and sends nothing.
 *
 * @throws OpenApiMcpError TOOL_UNKNOWN, OPTION_INVALID, ARGUMENTS_INVALID, BODY_UNSUPPORTED, SERVER_URL_INVALID
 */
export async function previewCall(
  api: ApiDescriptor,
  tool: string,
  args: JsonObject,
  options: RuntimeOptions = {},
): Promise<HttpRequest> {
  checkOptions(api, options);
  const operation = api.operations.find(({ name }) => name === tool);
  if (operation === undefined) throw unknownTool(api, tool);
  const headers = Object.entries(options.request?.headers ?? {}).map(([name, value]) => [
    name,
    isSecretHeader(name) ? redacted : value,
  ]);
  const caller = new OperationCaller(api, {
    ...options,
    request: {
      ...options.request,
      headers: Object.fromEntries(headers),
      credentials: await redactCredentials(options.request?.credentials ?? {}),
    },
  });
  const { request, hidden } = await caller.prepare(operation, args);
  await caller.close();
  const redactor = createRedactor({ values: hidden, parameters: [] });
  return {
    ...request,
    target: redactor.text(request.target),
    headers: request.headers.map(([name, value]) => [name, redactor.text(redactBasic(name, value))]),
    ...(request.body === undefined ? {} : { body: redactBody(request.body, redactor) }),
  };
}

function redactBody(body: string | Buffer, redactor: Redactor): string | Buffer {
  if (typeof body === 'string') return redactor.text(body);
  // Latin-1 preserves bytes that are not valid UTF-8.
  return Buffer.from(redactor.text(body.toString('latin1')), 'latin1');
}

function unknownTool({ title, operations }: ApiDescriptor, tool: string): OpenApiMcpError {
  const nearest = nearestName(
    tool,
    operations.map(({ name }) => name),
  );
  const options = nearest === undefined ? {} : { hint: `Did you mean ${nearest}?` };
  return new OpenApiMcpError('TOOL_UNKNOWN', `${title} has no tool ${JSON.stringify(tool)}`, options);
}

/** Replaces secrets by a placeholder. Providers are not asked for theirs. */
async function redactCredentials(
  credentials: Record<string, Credential>,
): Promise<Record<string, Credential>> {
  const all = await Promise.all(
    Object.entries(credentials).map(async ([name, credential]): Promise<[string, Credential][]> => {
      if ('provide' in credential)
        return (await credential.canProvide?.()) === false ? [] : [[name, { value: redacted }]];
      if ('certificate' in credential) return [[name, credential]];
      if ('accessKeyId' in credential) return [[name, { value: redacted }]];
      return [
        [name, 'value' in credential ? { value: redacted } : { username: redacted, password: redacted }],
      ];
    }),
  );
  return Object.fromEntries(all.flat());
}

/** Replaces Basic credentials, whose placeholders are unreadable in base64. */
function redactBasic(name: string, value: string): string {
  return name.toLowerCase() === 'authorization' ? value.replace(/^Basic .*/, `Basic ${redacted}`) : value;
}
