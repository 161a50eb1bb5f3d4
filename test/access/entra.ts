import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { asJsonObject } from '../../src/json/narrow.ts';
import type { JsonObject } from '../../src/index.ts';

/** The application of the MCP server. */
export const entraClient = { id: '11111111-2222-3333-4444-555555555555', secret: 'Secret~Of.The-Tests' };

/** A tenant of Microsoft Entra, as far as on-behalf-of needs it. */
export interface Entra extends AsyncDisposable {
  issuer: string;
  /** Grants the consent of a person to the API. */
  consent(name: string): void;
  /** Wants a person to sign in with a second factor. */
  requireFactor(name: string): void;
}

/**
 * Starts a fake with the quirks that Microsoft documents: metadata of OpenID Connect alone, below the path of the tenant;
 * `scope` and `requested_token_use` are required; the assertion has to be for the application itself; missing consent is
 * `invalid_grant` too; descriptions have several lines, and errors have fields of their own.
 */
export async function startEntra(tenant = 'contoso'): Promise<Entra> {
  const consented = new Set<string>();
  const factors = new Set<string>();
  const server = createServer(async (request, response) => {
    const reply = (status: number, body: object): void =>
      void response
        .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
        .end(JSON.stringify(body));
    if (request.url === `/${tenant}/v2.0/.well-known/openid-configuration`)
      return reply(200, {
        issuer,
        token_endpoint: `${origin}/${tenant}/oauth2/v2.0/token`,
        token_endpoint_auth_methods_supported: [
          'client_secret_post',
          'private_key_jwt',
          'client_secret_basic',
        ],
      });
    if (request.url !== `/${tenant}/oauth2/v2.0/token`) return void response.writeHead(404).end();
    const form = new URLSearchParams(await text(request));
    const refuse = (status: number, code: number, error: string, message: string, more: object = {}): void =>
      reply(status, {
        error,
        error_description: `AADSTS${code}: ${message}\r\nTrace ID: 0a1b\r\nCorrelation ID: 2c3d\r\nTimestamp: 2026-01-01 00:00:00Z`,
        error_codes: [code],
        timestamp: '2026-01-01 00:00:00Z',
        trace_id: '0a1b',
        correlation_id: '2c3d',
        ...more,
      });
    if (
      secretOf(request.headers.authorization) !== entraClient.secret &&
      form.get('client_secret') !== entraClient.secret
    )
      return refuse(401, 7_000_215, 'invalid_client', 'Invalid client secret provided.');
    for (const name of ['assertion', 'requested_token_use', 'scope'])
      if (!form.has(name))
        return refuse(
          400,
          900_144,
          'invalid_request',
          `The request body must contain the following parameter: '${name}'.`,
        );
    const claims = claimsOf(form.get('assertion') ?? '');
    const name = String(claims['sub']);
    if (claims['aud'] !== entraClient.id && claims['aud'] !== `api://${entraClient.id}`)
      return refuse(
        400,
        500_131,
        'invalid_grant',
        'Assertion audience does not match the Client app presenting the assertion.',
      );
    if (factors.has(name))
      return refuse(
        400,
        50_076,
        'interaction_required',
        'Due to a configuration change you must use multi-factor authentication.',
        {
          suberror: 'basic_action',
          claims: '{"access_token":{"capolids":{"essential":true,"values":["1"]}}}',
        },
      );
    if (!consented.has(name))
      return refuse(
        400,
        65_001,
        'invalid_grant',
        'The user or administrator has not consented to use the application.',
        {
          suberror: 'consent_required',
        },
      );
    return reply(200, {
      token_type: 'Bearer',
      scope: `${form.get('scope')?.replace('.default', 'Pets.Read')}`,
      // Version 1 of the endpoint has texts.
      expires_in: '3599',
      ext_expires_in: '3599',
      access_token: `token-of-${name}-for-the-api`,
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `${origin}/${tenant}/v2.0`;
  return {
    issuer,
    consent: (name) => void consented.add(name),
    requireFactor: (name) => void factors.add(name),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function claimsOf(token: string): JsonObject {
  return (
    asJsonObject(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}')) ?? {}
  );
}

/** Returns the secret of a client that authenticates by Basic, whose parts are form-encoded (RFC 6749 §2.3.1). */
function secretOf(authorization = ''): string {
  const [, secret = ''] = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':');
  return decodeURIComponent(secret.replaceAll('+', ' '));
}
