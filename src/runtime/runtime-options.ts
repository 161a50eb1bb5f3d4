import type { CheckingSchemas } from '../descriptor.ts';
import type { ObserverOptions } from './observer-options.ts';
import type { ExtensionOptions } from './extension-options.ts';
import type { GovernanceOptions } from './policy/governance-options.ts';
import type { RequestOptions } from './request/request-options.ts';
import type { ResilienceGroup } from './resilience/resilience-group.ts';
import type { ResultOptions } from './result/result-options.ts';

/** The options of the handlers of an API, in groups. */
export interface RuntimeOptions extends GovernanceOptions, ResilienceGroup, ObserverOptions {
  /** The requests to the API: their destination, headers, credentials and connections. */
  request?: RequestOptions | undefined;
  /** The results that responses of the API become. */
  result?: ResultOptions | undefined;
  /** Tools, resources, prompts and hooks besides the operations of the API. */
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
  /** Loads the checking schemas at the first call, if the descriptor does not contain them. */
  loadSchemas?: (() => Promise<CheckingSchemas>) | undefined;
}
