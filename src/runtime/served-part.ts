import type { RuntimeOptions } from './runtime-options.ts';
import type { ApiDescriptor } from '../descriptor.ts';

/** An API of a server, with the options of its calls. */
export interface ServedPart {
  descriptor: ApiDescriptor;
  options: RuntimeOptions;
}
