import { runtimeCapabilities } from './capabilities.ts';
import { refuseOptions } from './capability-types.ts';
import { unrestricted } from './policy/access-control.ts';
import type { AccessControl } from './policy/access-control.ts';
import type { RuntimeOptions } from './runtime-options.ts';

/**
 * Opens the access control of a server.
 *
 * @throws OpenApiMcpError OPTION_INVALID for options that a server was generated without
 */
export function openAccessControl(options: RuntimeOptions): AccessControl {
  if (runtimeCapabilities.createAccessControl !== undefined)
    return runtimeCapabilities.createAccessControl(options);
  refuseOptions(options, ['policy', 'audit'], 'a policy and an audit log', '--policy');
  return unrestricted;
}
