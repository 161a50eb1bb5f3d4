import { runtimeCapabilities } from '../capabilities.ts';
import { missingCapability } from '../capability-types.ts';
import type { Authorization } from './authorize-request.ts';
import type { HttpRequest } from '../../http/http-message.ts';

/**
 * Returns the request with a signature, if its security scheme wants one.
 *
 * @throws OpenApiMcpError CREDENTIALS_INVALID
 */
export async function signRequest(request: HttpRequest, { aws }: Authorization): Promise<HttpRequest> {
  if (aws === undefined) return request;
  const signer = await runtimeCapabilities.loadAwsSigner?.();
  if (signer === undefined) throw missingCapability('signatures of AWS', 'the current document');
  return signer.signAwsRequest(request, aws);
}
