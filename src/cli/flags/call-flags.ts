import { connectionFlags } from './connection-flags.ts';
import { credentialFlags } from './credential-flags.ts';
import { documentFlags } from './document-flags.ts';
import { mockFlags } from './mock-flags.ts';
import { requestFlags } from './request-flags.ts';
import { resilienceFlags } from './resilience-flags.ts';
import { resultFlags } from './result-flags.ts';
import { toolFlags } from './tool-flags.ts';
import type { FlagGroup } from './flag.ts';

/** The flags of commands that send one request, besides those of their output. */
export const callFlags: FlagGroup[] = [
  mockFlags,
  requestFlags,
  resilienceFlags,
  credentialFlags,
  connectionFlags,
  resultFlags,
  toolFlags,
  documentFlags,
];
