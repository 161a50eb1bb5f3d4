import type { ApiDescriptor, CallShaping, ToolAnnotations } from '../../descriptor.ts';
import type { JsonObject } from '../../json/value.ts';
import type { CustomTool } from '../custom-tools.ts';
import type { Handlers, Principal, RequestContext } from '../protocol.ts';

/** The target of a request: its path and query, and the path of the server that it begins with. */
export interface RequestTarget {
  basePath: string;
  target: string;
  /** True if the API redirects to it. */
  isRedirect?: boolean;
}

/** An operation or custom tool that a policy applies to. */
export interface PolicySubject {
  name: string;
  aliases?: string[];
  tags?: string[];
  method?: string;
  path?: string;
  annotations?: Partial<ToolAnnotations>;
  shaping?: Pick<CallShaping, 'confirm' | 'scopes' | 'pathRules'>;
}

/** Authorizes every call, whether it comes as a tool, a resource or a search, and writes the audit log. */
export interface AccessControl {
  /** Scopes that make further operations visible. Without any, all callers get the same lists. */
  scopes: string[];
  /**
   * Returns the API with the operations that the policy allows. The rest of the server does not know the others.
   *
   * @throws OpenApiMcpError SELECTION_EMPTY
   */
  selectFrom(api: ApiDescriptor): ApiDescriptor;
  /** Returns the custom tools that the policy allows. Their calls are authorized and confirmed. */
  guardTools(tools: CustomTool[]): CustomTool[];
  /** Returns true for an operation or tool that this caller may see. */
  isVisible(subject: PolicySubject, principal: Principal | undefined): boolean;
  /** Returns the lists of a caller. Callers who may see the same share their lists, which are built on first use. */
  listsFor<Lists>(
    build: (isVisible: (subject: PolicySubject) => boolean) => Lists,
  ): (principal: Principal | undefined) => Lists;
  /**
   * Checks that this caller may call an operation or a tool.
   *
   * @throws OpenApiMcpError OPERATION_REFUSED
   */
  authorize(subject: PolicySubject, context: RequestContext): void;
  /** True if rules about paths hold for the URLs of calls as well. */
  hasPathRules: boolean;
  /**
   * Checks that this caller may send a request to a URL, where the template of the operation alone is allowed.
   *
   * @throws OpenApiMcpError OPERATION_REFUSED
   */
  authorizeTarget(subject: PolicySubject, target: RequestTarget, context: RequestContext): void;
  /** Returns true if a person must confirm each call, or the one whose URL is given. */
  requiresConfirmation(subject: PolicySubject, target?: RequestTarget): boolean;
  /**
   * Asks a person to confirm the call, if the policy requires it. `target` is the path and query that would be sent, and
   * `shown` the same without secrets.
   *
   * @throws OpenApiMcpError CONFIRMATION_REFUSED, CONFIRMATION_UNAVAILABLE; InputRequired
   */
  confirm(
    subject: PolicySubject,
    args: JsonObject,
    context: RequestContext,
    target?: RequestTarget & { shown: string },
  ): Promise<void>;
  /** Returns handlers that write an audit entry for each call, if there is an audit log. */
  audited(handlers: Handlers): Handlers;
}

/** The access control of a server without a policy and an audit log. */
export const unrestricted: AccessControl = {
  scopes: [],
  selectFrom: (api) => api,
  guardTools: (tools) => tools,
  isVisible: () => true,
  listsFor(build) {
    let lists: ReturnType<typeof build> | undefined;
    return () => (lists ??= build(() => true));
  },
  authorize: () => undefined,
  hasPathRules: false,
  authorizeTarget: () => undefined,
  requiresConfirmation: () => false,
  confirm: () => Promise.resolve(),
  audited: (handlers) => handlers,
};
