import { removeCookies } from './cookies.ts';
import { failurePage, sendPage } from './pages.ts';
import { isServerMetadataPath, proxyPaths } from './paths.ts';
import { ownScope } from './provider-configuration.ts';
import type Provider from 'oidc-provider';
import type { Model } from 'oidc-provider';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProxiedServer } from './oauth-proxy-types.ts';
import type { SignInFlow } from './sign-in-flow.ts';

/** An access token of this server. Those of other verifiers do not reach the store. */
const accessToken = /^[\w-]{43}$/;

/** Passes the requests to the authorization server on to its parts, and finds its tokens. */
export class ProxyServer {
  readonly issuer: string;
  readonly #provider: Provider;
  readonly #flow: SignInFlow;
  readonly #server: ProxiedServer;
  readonly #respond: ReturnType<Provider['callback']>;

  constructor(provider: Provider, flow: SignInFlow, server: ProxiedServer, issuer: string) {
    this.#provider = provider;
    this.#flow = flow;
    this.#server = server;
    this.issuer = issuer;
    this.#respond = provider.callback();
  }

  /** Returns an access token that is valid for a resource. The end of its grant ends it. */
  async find(token: string, resource: string): Promise<Model | undefined> {
    if (!accessToken.test(token)) return undefined;
    const found = await this.#provider.AccessToken.find(token);
    if (found?.aud !== resource || found.grantId === undefined) return undefined;
    return (await this.#provider.Grant.find(found.grantId)) === undefined ? undefined : found;
  }

  /** Responds to a request. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0] ?? '';
    if (isServerMetadataPath(path)) return this.#sendMetadata(request, response);
    this.#presentPublicly(request);
    if (path === proxyPaths.callback || path.startsWith(`${proxyPaths.consent}/`))
      return this.#flow.handle(request, response, path);
    const isKnown =
      Object.values<string>(proxyPaths).includes(path) || path.startsWith(`${proxyPaths.authorization}/`);
    if (!isKnown) return sendPage(response, 404, failurePage('There is nothing at this address.'));
    if (path === proxyPaths.authorization) this.#knownScopes(request);
    return this.#respond(request, response);
  }

  /** Sends the metadata of the authorization server (RFC 8414 §2). */
  #sendMetadata(request: IncomingMessage, response: ServerResponse): void {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const urlOf = (path: string): string => `${this.issuer}${path}`;
    const metadata = {
      issuer: this.issuer,
      authorization_endpoint: urlOf(proxyPaths.authorization),
      token_endpoint: urlOf(proxyPaths.token),
      registration_endpoint: urlOf(proxyPaths.registration),
      revocation_endpoint: urlOf(proxyPaths.revocation),
      scopes_supported: [ownScope, ...this.#server.scopes()],
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
      revocation_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(metadata));
  }

  /** Sets the address of a request to the public one, whatever its headers say. Each request has a session of its own. */
  #presentPublicly(request: IncomingMessage): void {
    const { host, protocol, pathname } = new URL(this.issuer);
    request.headers['x-forwarded-host'] = host;
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
    Object.assign(request, { originalUrl: `${pathname.replace(/\/$/, '')}${request.url ?? ''}` });
    removeCookies(request, 'openapi-mcp-session');
  }

  /** Reduces the requested scopes to those that exist here. Some clients request those of OpenID Connect. */
  #knownScopes(request: IncomingMessage): void {
    const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s);
    const parameters = new URLSearchParams(query);
    const known = this.#server.scopes();
    const wanted = (parameters.get('scope') ?? '').split(' ').filter((scope) => known.includes(scope));
    if (parameters.getAll('scope').length > 1) return;
    parameters.set('scope', [ownScope, ...wanted].join(' '));
    request.url = `${path}?${parameters}`;
  }
}
