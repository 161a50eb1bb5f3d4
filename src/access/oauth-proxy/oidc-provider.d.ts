/** The part of the package that is used here. It has no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Context {
    oidc: {
      client: { clientId: string };
      params: Record<string, string>;
      provider: Provider;
      /** The result of the sign-in, if it has ended. */
      result?: { login?: object };
      /** The body of a registration. */
      body?: Record<string, unknown>;
      /** The models of the request. `Account` is made by `findAccount`. */
      entities: {
        Account?: { accountId: string };
        RefreshToken?: Model;
      };
    };
    body: unknown;
    set(headers: Record<string, string>): void;
    type: string;
    status: number;
    path: string;
  }

  interface Model {
    jti: string;
    clientId: string;
    scope?: string;
    aud?: string | string[];
    exp?: number;
    grantId?: string;
    extra?: Record<string, unknown>;
    destroy(): Promise<void>;
  }

  interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  interface Interaction {
    uid: string;
    exp: number;
    params: Record<string, string>;
    returnTo: string;
    result?: object;
    save(seconds: number): Promise<void>;
  }

  interface Client {
    clientId: string;
    clientName?: string;
    clientUri?: string;
    redirectUris: string[];
  }

  export default class Provider {
    constructor(issuer: string, configuration: object);
    /** Trust the X-Forwarded headers. */
    proxy: boolean;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    on(event: string, listener: (context: Context, error: unknown) => void): void;
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): void;
    registerGrantType(name: string, handler: (context: Context) => Promise<void>, parameters: string[]): void;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
    interactionResult(request: IncomingMessage, response: ServerResponse, result: object): Promise<string>;
    AccessToken: {
      new (fields: object): { save(): Promise<string> };
      find(token: string): Promise<Model | undefined>;
    };
    Client: { find(id: string): Promise<Client | undefined> };
    ClientCredentials: { find(token: string): Promise<Model | undefined> };
    Interaction: { find(uid: string): Promise<Interaction | undefined> };
    RefreshToken: { find(token: string): Promise<Model | undefined> };
    Grant: {
      new (fields: { accountId: string; clientId: string }): Grant;
      find(id: string): Promise<Model | undefined>;
    };
  }

  /** The errors of OAuth that a configuration throws. */
  export const errors: Record<
    'InvalidTarget' | 'InvalidGrant' | 'TemporarilyUnavailable' | 'InvalidClientMetadata' | 'SessionNotFound',
    new (description?: string) => Error
  >;

  /** A condition under which a person is asked. */
  interface Check {
    reason: string;
  }

  interface Prompt {
    name: string;
    checks: { add(check: Check): void; clear(): void };
  }

  export const interactionPolicy: {
    base(): Prompt[] & { get(name: string): Prompt | undefined };
    Check: new (reason: string, description: string, check: (context: Context) => boolean) => Check;
  };
}
