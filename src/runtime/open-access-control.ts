import { runtimeCapabilities } from './capabilities.ts';
import { refuseOptions } from './capability-types.ts';
import { unrestricted } from './policy/access-control.ts';
import type { AccessControl } from './policy/access-control.ts';
import type { ServedPart } from './served-part.ts';
import type { RuntimeOptions } from './runtime-options.ts';

/**
 * Opens the access control of a server. The policies of its parts hold besides its own.
 *
 * @throws OpenApiMcpError OPTION_INVALID for options that a server was generated without
 */
export function openAccessControl(options: RuntimeOptions, parts: readonly ServedPart[] = []): AccessControl {
  if (runtimeCapabilities.createAccessControl !== undefined)
    return runtimeCapabilities.createAccessControl(options, parts);
  for (const each of [options, ...parts.map((part) => part.options)])
    refuseOptions(each, ['policy', 'audit'], 'a policy and an audit log', '--policy');
  return unrestricted;
}
