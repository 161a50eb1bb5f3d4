/** The part of the package that the tests use. It has no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Context {
    oidc: {
      client: object;
      params: Record<string, string>;
      provider: Provider;
    };
    body: unknown;
    status: number;
    path: string;
  }

  interface Model {
    clientId: string;
    scope?: string;
    destroy(): Promise<void>;
  }

  interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  export default class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): void;
    registerGrantType(name: string, handler: (context: Context) => Promise<void>, parameters: string[]): void;
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ params: Record<string, string> }>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: object): Promise<void>;
    AccessToken: {
      new (fields: object): { save(): Promise<string> };
      find(token: string): Promise<Model | undefined>;
    };
    ClientCredentials: { find(token: string): Promise<Model | undefined> };
    RefreshToken: { find(token: string): Promise<Model | undefined> };
    Grant: new (fields: { accountId: string; clientId: string }) => Grant;
  }
}
