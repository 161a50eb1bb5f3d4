import type { HttpRequest, HttpResponse } from '../../http/http-message.ts';
import type { BaseUrl } from '../request/base-url.ts';
import type { RequestContext } from '../protocol.ts';
import type { RuntimeOptions } from '../runtime-options.ts';
import type { FollowRedirect, Sender } from '../request/send-request.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';

/** An API with everything that its sessions need. */
export interface SessionSource {
  api: ApiDescriptor;
  options: RuntimeOptions;
  sender: Sender;
  baseUrlOf(operation: OperationDescriptor): BaseUrl;
}

/** Sends a request of a call that the session has completed. */
export type SendInSession = (request: HttpRequest, follow: FollowRedirect) => Promise<HttpResponse>;

/** The session of a caller during one call. */
export interface CallSession {
  /** Everything that was sent or received so far and must be redacted. */
  readonly secrets: string[];
  /**
   * Sends a request with the cookies and tokens of the session. It logs in first if that is necessary, and again once if
   * the session has ended.
   *
   * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
   */
  send(operation: OperationDescriptor, request: HttpRequest, send: SendInSession): Promise<HttpResponse>;
}

/** The sessions of the callers of an API. */
export interface Sessions {
  /** Opens the session of a caller for a call to an origin. */
  open(context: RequestContext, origin: string): CallSession;
}
