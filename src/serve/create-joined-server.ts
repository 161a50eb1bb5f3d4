import { countRateLimits, serveOverHttp } from './create-server.ts';
import { openServer } from './create-stdio-server.ts';
import { joinServed } from './create-joined-stdio-server.ts';
import type { ApiDescriptor, OperationDescriptor } from '../descriptor.ts';
import type { AuditOptions } from '../runtime/policy/audit-options.ts';
import type { ApiServer, PresentedApi } from './create-server.ts';
import type { HttpSdk } from './http-sdk.ts';
import type { JoinOptions, NamedApi } from './join-apis.ts';
import type { ServerOptions } from './server-options.ts';

/** Options of a server of several APIs. The groups `request` and `result` belong to each API. */
export interface JoinedServerOptions extends Omit<ServerOptions, 'request' | 'result'>, JoinOptions {
  /** The codes of the errors why other APIs are not served, by key. `/readyz` names them. */
  failures?: Record<string, string> | undefined;
}

/** A server of several APIs, with each of them. */
export interface JoinedServer extends ApiServer {
  /** All operations under their names in the server, before the policy. */
  joined: ApiDescriptor;
  /** The operations of each API under their names in the server, before the policy. */
  described: OperationDescriptor[][];
  /** The APIs in the order that they were given, with the operations that the policy allows. */
  offered: ApiDescriptor[];
}

/**
 * Creates a server of several APIs. Over HTTP, each also has an endpoint of its own: `/mcp/<key>`.
 *
 * @throws OpenApiMcpError OPTION_INVALID, SELECTION_EMPTY
 */
export function createJoinedServer(
  apis: readonly NamedApi[],
  options: JoinedServerOptions,
  loadSdk: () => Promise<HttpSdk>,
): JoinedServer {
  const { failures, ...joining } = options;
  const { descriptor, parts, shared } = joinServed(apis, joining);
  const { prompts } = options;
  const { server, served } = openServer(descriptor, shared, loadSdk, parts);
  const allowed = new Set(server.descriptor.operations);
  const offered = parts.map(({ descriptor: own }) => ({
    ...own,
    operations: own.operations.filter((operation) => allowed.has(operation)),
  }));
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all([server.close(), ...closing.map((closeOne) => closeOne())]);
  };
  let opened: PresentedApi | undefined;
  const presented = (): PresentedApi => (opened ??= present());

  /** Opens a server of each API, for its own endpoint. */
  function present(): PresentedApi {
    const single = parts.flatMap((part, index) => {
      if (offered[index]?.operations.length === 0) return [];
      const audit = auditOf(part.descriptor.name, options.audit);
      const own = { ...part.options, policy: options.policy, audit };
      const offering = [...(prompts ?? []), ...(part.descriptor.prompts ?? [])];
      const described = offering.length === 0 ? part.descriptor : { ...part.descriptor, prompts: offering };
      const { server: alone, served: api } = openServer(described, own, loadSdk, [
        { descriptor: described, options: { ...part.options, audit } },
      ]);
      closing.push(() => alone.close());
      return [[part.key, api] as const];
    });
    const connection = parts[0]?.options.request?.connection;
    return {
      api: {
        ...served,
        audit: options.audit?.write,
        identitySigner: parts.find((part) => part.options.request?.identitySigner)?.options.request
          ?.identitySigner,
        accounts: parts.flatMap((part) => part.options.request?.accounts ?? []),
        onRateLimit: countRateLimits(options),
        operations: server.descriptor.operations,
        securitySchemes: parts.flatMap((part) => Object.values(part.descriptor.securitySchemes)),
        parts: Object.fromEntries(single),
        ...(failures === undefined ? {} : { failures }),
      },
      loadSdk,
      http: { connection, ...options.http },
    };
  }

  return {
    ...server,
    joined: descriptor,
    described: parts.map((part) => part.descriptor.operations),
    offered,
    presented,
    serveHttp: (own) => serveOverHttp(presented(), own),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Returns the audit log of one API, whose entries name it as those of all APIs do. */
function auditOf(api: string, audit: AuditOptions | undefined): AuditOptions | undefined {
  return audit === undefined ? undefined : { ...audit, write: (entry) => audit.write({ ...entry, api }) };
}
