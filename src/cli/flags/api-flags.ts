import { connectionFlags } from './connection-flags.ts';
import { credentialFlags } from './credential-flags.ts';
import { documentFlags } from './document-flags.ts';
import { exchangeFlags } from './exchange-flags.ts';
import { mockFlags } from './mock-flags.ts';
import { ruleFlags } from './policy-flags.ts';
import { promptsFlag } from './prompt-flags.ts';
import { requestFlags } from './request-flags.ts';
import { resilienceFlags } from './resilience-flags.ts';
import { resultFlags } from './result-flags.ts';
import { nameFlag, prefixFlag, toolFlags } from './tool-flags.ts';
import { configFlag } from './document-flags.ts';
import type { Flag } from './flag.ts';

/** Returns the flags that an API of several can have: below its key in a config file, or with its key before the value. */
export function apiFlags(flags: Flag[]): Flag[] {
  return flags.filter((flag) => ofApis.has(flag) && flag !== nameFlag && flag !== configFlag);
}

const ofApis = new Set([
  promptsFlag,
  prefixFlag,
  ...ruleFlags,
  ...[
    requestFlags,
    resilienceFlags,
    credentialFlags,
    exchangeFlags,
    connectionFlags,
    resultFlags,
    toolFlags,
    documentFlags,
    mockFlags,
  ].flatMap((group) => group.flags),
]);
