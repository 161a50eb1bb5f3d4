import type { RuntimeOptions } from '../runtime/runtime-options.ts';
import type { ServeHttpOptions } from './http/http-server.ts';

/** The options of a server, in groups. */
export interface ServerOptions extends RuntimeOptions {
  /** Defaults for `serveHttp`. */
  http?: ServeHttpOptions | undefined;
}
