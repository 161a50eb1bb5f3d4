import { createApiServer } from '../../../src/serve/create-server.ts';
import { sdkV2 } from '../../../src/serve/sdk-v2.ts';
import { mergeOptions } from '../../../src/runtime/merge-options.ts';
import { jsonAnswer, startUpstream } from '../../support/upstream.ts';
import { descriptor } from '../shop.ts';
import { application } from './start-people-provider.ts';
import type { ApiDescriptor } from '../../../src/descriptor.ts';
import type { AuditEntry } from '../../../src/runtime/policy/audit-entry.ts';
import type { RuntimeOptions } from '../../../src/runtime/runtime-options.ts';
import type { HttpOptions } from '../../../src/serve/http/http-options.ts';
import type { HttpSdk } from '../../../src/serve/http-sdk.ts';
import type { RecordedRequest } from '../../support/upstream.ts';

/** A server that people sign in to. */
export interface ProxiedApi extends AsyncDisposable {
  /** The MCP endpoint. */
  url: string;
  origin: string;
  requests: RecordedRequest[];
  entries: AuditEntry[];
  errors: Error[];
}

/** Serves the shop to people who sign in at a provider. */
export async function serveProxy(
  provider: string,
  http: HttpOptions = {},
  options: RuntimeOptions = {},
  sdk: HttpSdk = sdkV2,
  served: ApiDescriptor = descriptor,
): Promise<ProxiedApi> {
  const upstream = await startUpstream();
  upstream.answer(jsonAnswer({ id: 1 }));
  const entries: AuditEntry[] = [];
  const errors: Error[] = [];
  const api = createApiServer(
    served,
    mergeOptions(
      { request: { baseUrl: upstream.url }, audit: { write: (entry) => void entries.push(entry) } },
      options,
    ),
    async () => sdk,
  );
  const server = await api.serveHttp({
    port: 0,
    authProvider: provider,
    authClientId: application.id,
    authClientSecret: application.secret,
    onError: (error) => void errors.push(error),
    ...http,
  });
  return {
    url: server.url,
    origin: new URL(server.url).origin,
    requests: upstream.requests,
    entries,
    errors,
    async [Symbol.asyncDispose]() {
      await server.close();
      await api.close();
      await upstream.close();
    },
  };
}
