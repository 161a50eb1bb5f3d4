import type { Principal, RequestContext } from '../protocol.ts';
import type { ToolAnnotations } from '../../descriptor.ts';
import type { JsonObject } from '../../json/value.ts';

/** A request of a browser for a page about accounts. */
export interface PageRequest {
  method: string;
  /** The path after `/connect`. */
  path: string;
  query: URLSearchParams;
  /** The fields of a submitted form. */
  form: URLSearchParams;
  /** The header `Cookie`. */
  cookie: string;
  /** The sign-in of this server at an identity provider, if it has one. */
  signIn?: BrowserSignIn;
  /** Returns the caller whose access token it is. */
  authenticate(token: string): Promise<Principal | undefined>;
  /** Writes to the audit log. */
  record(event: AccountEvent): void;
}

/** A caller who has signed in with a browser. */
export interface SignedInCaller {
  owner: Pick<Principal, 'name' | 'issuer'>;
  /** A name of the caller for people. */
  label: string;
}

/** Signs callers in with their browser, as they do for their MCP clients. */
export interface BrowserSignIn {
  /** The issuer at which callers sign in. */
  issuer: string;
  /** Returns true if callers with this issuer sign in here. One provider may have several issuers. */
  signsIn(issuer: string): boolean;
  /** Returns the caller who has signed in, by the header `Cookie`. */
  callerOf(cookie: string): SignedInCaller | undefined;
  /** Begins a sign-in that ends at a URL of this server. Returns the URL to open, and the header `Set-Cookie`. */
  begin(next: string): Promise<{ url: string; cookie: string }>;
  /** Returns the header `Set-Cookie` that signs out. */
  end(): string;
}

/** A caller has connected an account, or ended the connection. */
export interface AccountEvent {
  request: 'connect' | 'disconnect';
  caller: Pick<Principal, 'name' | 'issuer'>;
  /** The code of the failure. */
  error: string | null;
  reason?: string;
}

/** A page, or a redirect. */
export interface PageResponse {
  status: number;
  headers: Record<string, string | string[]>;
  body: string;
}

/** The account of a caller for a security scheme, without its tokens. */
export interface ListedAccount {
  /** Title of the API. */
  api: string;
  scheme: string;
  connected: boolean;
  /** The page on which the caller connects an account; absent if one is connected. */
  link?: string;
  /** The page on which the caller sees and ends accounts. */
  page: string;
}

/** The tool that shows callers their accounts. */
export interface AccountTool {
  name: string;
  title: string;
  description: string;
  annotations: Partial<ToolAnnotations>;
  call(args: JsonObject, context: RequestContext): Promise<JsonObject>;
}

/** The accounts that callers connect to an API, each their own. `createUserAccounts` makes one. */
export interface UserAccounts {
  /** The name of the API, in the paths of its pages: `/connect/<name>/<scheme>`. */
  name: string;
  /** Title of the API. */
  title: string;
  /** The security schemes that callers have accounts for. */
  schemes: string[];
  /** Sets the URL of the MCP endpoint for clients, beside which the pages are. */
  setUrl(endpoint: string): void;
  /** Returns the accounts of a caller. */
  accountsOf(principal: Principal): Promise<ListedAccount[]>;
  /** Creates the tool that shows callers their accounts of several APIs. */
  createTool(apis: readonly UserAccounts[], name: string): AccountTool;
  /** Returns the page that leads to the accounts of several APIs. */
  index(request: PageRequest, apis: readonly UserAccounts[]): PageResponse;
  /** Returns the response to a browser, or `undefined` for an unknown path. */
  respond(request: PageRequest): Promise<PageResponse | undefined>;
}
