import type { ResponseSchemas } from '../descriptor.ts';
import type { ExtensionOptions } from './extension-options.ts';
import type { AuditOptions } from './policy/audit-options.ts';
import type { PolicyOptions } from './policy/policy-options.ts';
import type { RequestOptions } from './request/request-options.ts';
import type { ResultOptions } from './result/result-options.ts';

/** The options of the handlers of an API, in groups. */
export interface RuntimeOptions {
  /** The requests to the API: their destination, headers, credentials and connections. */
  request?: RequestOptions | undefined;
  /** The results that responses of the API become. */
  result?: ResultOptions | undefined;
  /** The operations and tools that may be called, and by whom. */
  policy?: PolicyOptions | undefined;
  /** The audit log. There is none by default. */
  audit?: AuditOptions | undefined;
  /** Tools, prompts and hooks besides the operations of the API. */
  extensions?: ExtensionOptions | undefined;
  /**
   * Offer each operation as a tool, or three tools that search, describe and call operations. `auto` chooses the three
   * tools if there are more than 128 tools, the limit of most clients.
   * @default 'all'
   */
  expose?: 'all' | 'search' | 'auto' | undefined;
  /**
   * Offer GET operations as resources and resource templates.
   * @default true
   */
  resources?: boolean | undefined;
  /** Loads the schemas of responses at the first call, if the descriptor does not contain them. */
  loadResponses?: (() => Promise<ResponseSchemas>) | undefined;
}
