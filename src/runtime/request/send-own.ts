import { omitUndefined } from '../../json/omit-undefined.ts';
import { runHook } from '../hooks.ts';
import { authorizeRequest } from '../security/authorize-request.ts';
import { createRedactor } from '../security/redact.ts';
import { buildRequest } from './build-request.ts';
import type { BaseUrl } from './base-url.ts';
import type { Sender } from './send-request.ts';
import type { RequestContext } from '../protocol.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { SendOwn } from '../session/session-types.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';

/** An API, and the means to call it. */
interface OwnRequestSource {
  api: ApiDescriptor;
  options: RuntimeOptions;
  sender: Sender;
  baseUrlOf(operation: OperationDescriptor): BaseUrl;
}

/** Returns a function that sends requests which no client asked for, with the credentials of a caller and with hooks. */
export function ownSender(
  { api, options: { request: options = {}, extensions }, sender, baseUrlOf }: OwnRequestSource,
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
