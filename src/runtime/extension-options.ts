import type { HttpRequest, HttpResponse } from '../http/http-message.ts';
import type { OperationDescriptor } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';
import type { CustomResource } from './custom-resources.ts';
import type { CustomPrompt, CustomTool } from './custom-tools.ts';

/** Tools, resources, prompts and hooks besides the operations of the API. */
export interface ExtensionOptions {
  /** Custom tools. */
  tools?: CustomTool[] | undefined;
  /** Custom resources, with URIs of their own. */
  resources?: CustomResource[] | undefined;
  /** Prompts that a person can choose from. */
  prompts?: CustomPrompt[] | undefined;
  /** Functions that run before and after every call. */
  hooks?: CallHooks | undefined;
}

/** Functions that run before and after every call. The call fails if one of them throws. */
export interface CallHooks {
  /** Receives the request before it is sent, with its credentials. A request that it returns is sent instead. */
  beforeRequest?: (
    request: HttpRequest,
    call: HookedCall,
  ) => HttpRequest | undefined | Promise<HttpRequest | undefined>;
  /** Receives the response before it becomes a result. A response that it returns is used instead. */
  afterResponse?: (
    response: HttpResponse,
    call: HookedCall,
  ) => HttpResponse | undefined | Promise<HttpResponse | undefined>;
}

/** The call that a hook runs for. */
export interface HookedCall<Arguments = JsonObject> {
  operation: OperationDescriptor;
  arguments: Arguments;
}
