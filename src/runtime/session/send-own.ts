import { omitUndefined } from '../../json/omit-undefined.ts';
import { runHook } from '../hooks.ts';
import { authorizeRequest } from '../security/authorize-request.ts';
import { createRedactor } from '../security/redact.ts';
import { buildRequest } from '../request/build-request.ts';
import type { RequestContext } from '../protocol.ts';
import type { SessionSource } from './session-types.ts';
import type { HttpRequest, HttpResponse } from '../../http/http-message.ts';
import type { JsonObject } from '../../json/value.ts';
import type { OperationDescriptor } from '../../descriptor.ts';

/** Sends the request of an operation that the session calls by itself, after `prepare` has completed it. */
export type SendOwn = (
  operation: OperationDescriptor,
  args: JsonObject,
  prepare: (request: HttpRequest) => HttpRequest,
) => Promise<HttpResponse>;

/** Returns a function that sends requests which no client asked for, with the credentials of a caller and with hooks. */
export function ownSender(
  { api, options: { request: options = {}, extensions }, sender, baseUrlOf }: SessionSource,
  { header, principal }: RequestContext,
): SendOwn {
  return async (operation, args, prepare) => {
    const base = baseUrlOf(operation);
    const caller = omitUndefined({ header, principal, origin: base.origin });
    const authorization = await authorizeRequest(api, operation, options, caller);
    const built = await buildRequest(base, operation, args, authorization, options);
    const hooked = { operation, arguments: args };
    const request = await runHook('beforeRequest', extensions?.hooks?.beforeRequest, built, hooked);
    const { certificate, secrets: values, query: parameters } = authorization;
    const response = await sender.send(prepare(request), omitUndefined({ operation, certificate }));
    return createRedactor({ values, parameters }).response(response);
  };
}
