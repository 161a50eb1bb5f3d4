import type { RequestOptions } from '../request/request-options.ts';

/** Returns true if callers have secrets of their own in the requests to the API. */
export function hasCallerSecrets({
  forwardHeaders = [],
  identitySigner,
  credentials = {},
}: RequestOptions): boolean {
  const isPerCaller = Object.values(credentials).some(
    (credential) => 'isPerCaller' in credential && credential.isPerCaller === true,
  );
  return forwardHeaders.length > 0 || identitySigner !== undefined || isPerCaller;
}

/** Returns true if the credentials of a request depend on its operation alone. */
export function hasFixedCredentials({
  forwardHeaders = [],
  identityHeaders,
  credentials = {},
}: RequestOptions): boolean {
  const isProvided = Object.values(credentials).some((credential) => 'provide' in credential);
  return !isProvided && forwardHeaders.length === 0 && identityHeaders === undefined;
}
