import type { RuntimeOptions } from '../runtime/runtime-options.ts';
import type { HttpOptions } from './http/http-options.ts';

/** The options of a server, in groups. */
export interface ServerOptions extends RuntimeOptions {
  /** Defaults for `serveHttp`. */
  http?: HttpOptions | undefined;
}
