import { withCheckingSchemas } from './checking-schemas.ts';
import { defaultMaxResultChars } from './result/truncation.ts';
import { createResourceMatcher } from './resource/match-uri.ts';
import type { OperationHandlers } from './operation-handlers.ts';
import type { AccessControl } from './policy/access-control.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { ApiDescriptor } from '../descriptor.ts';

/** The calls of one API. Their code is loaded on first use: a server that only lists tools starts without it. */
export class ApiCalls {
  readonly api: ApiDescriptor;
  readonly #options: RuntimeOptions;
  readonly #accessControl: AccessControl;
  #opened: Promise<OperationHandlers> | undefined;
  #checked: Promise<ApiDescriptor> | undefined;

  constructor(api: ApiDescriptor, options: RuntimeOptions, accessControl: AccessControl) {
    this.api = api;
    this.#options = options;
    this.#accessControl = accessControl;
  }

  /** True if requests to the API have headers of the requests to this server. */
  get forwardsHeaders(): boolean {
    return (this.#options.request?.forwardHeaders ?? []).length > 0;
  }

  /** Most characters of a result. */
  get maxResultChars(): number {
    return this.#options.result?.maxResultChars ?? defaultMaxResultChars;
  }

  handlers(): Promise<OperationHandlers> {
    this.#opened ??= import('./operation-handlers.ts').then(({ createOperationHandlers }) => {
      const { operations } = this.api;
      const resources = this.#options.resources === false ? [] : operations;
      return createOperationHandlers(
        this.api,
        this.#options,
        createResourceMatcher(resources),
        this.#accessControl,
      );
    });
    return this.#opened;
  }

  /** Returns the API with its checking schemas. */
  checked(): Promise<ApiDescriptor> {
    this.#checked ??= withCheckingSchemas(this.api, this.#options);
    return this.#checked;
  }

  /** Closes pooled connections. */
  async close(): Promise<void> {
    await (await this.#opened)?.close();
  }
}
