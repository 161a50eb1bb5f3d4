import { createAccessControl } from './policy/create-access-control.ts';
import { oauthVariables } from './security/oauth-variables.ts';
import { distinctPrefixes } from './security/distinct-prefixes.ts';
import { undeclaredSecurity } from './security/undeclared-security.ts';
import { observeHandlers } from './observe-handlers.ts';
import { openSearch } from './search/open-search.ts';
import { writeContentParameter } from './request/content-parameter.ts';
import { filters } from './result/response-filters.ts';
import { createStrictOutput } from './result/strict-output.ts';
import { findNextPage } from './response/next-page.ts';
import { checkVariables } from './shaping/hidden-values.ts';
import { refuseClaims } from './shaping/refuse-claims.ts';
import { openPrompts } from './prompts/open-prompts.ts';
import { openOverviews } from './overview/open-overviews.ts';
import { checkResilience } from './resilience/check-options.ts';
import { openResilience } from './resilience/open-resilience.ts';
import { identity } from './security/identity-headers.ts';
import { addAccountTool } from './account-tool.ts';
import { sessions } from './session/session-facts.ts';
import type { RuntimeCapabilities } from './capability-types.ts';

/** The optional parts of the runtime. A generated server has those that it needs. */
export const runtimeCapabilities: RuntimeCapabilities = {
  createAccessControl,
  oauthVariables,
  distinctPrefixes,
  undeclaredSecurity,
  observeHandlers,
  openSearch,
  writeContentParameter,
  filters,
  createStrictOutput,
  findNextPage,
  checkVariables,
  refuseClaims,
  openPrompts,
  openOverviews,
  checkResilience,
  openResilience,
  identity,
  addAccountTool,
  sessions,
  loadAwsSigner: () => import('./security/aws-signer.ts'),
  loadHtmlText: () => import('./response/html-text.ts'),
};
