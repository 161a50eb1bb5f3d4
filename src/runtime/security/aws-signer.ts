import { OpenApiMcpError } from '../../errors.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import type { AwsKeys } from './credential.ts';
import type { HttpRequest } from '../../http/http-message.ts';

/** Hosts whose names say region and service. */
const awsHost = /\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/;

/**
 * Signs a request by AWS Signature Version 4: its method, host, target, the headers `X-Amz-…`, the date and the whole body,
 * as they are sent.
 *
 * @throws OpenApiMcpError CREDENTIALS_INVALID
 */
export async function signAwsRequest(request: HttpRequest, keys: AwsKeys): Promise<HttpRequest> {
  const { method, origin, target, headers, body } = request;
  const url = new URL(origin + target);
  const { region, service = awsHost.test(url.hostname) ? undefined : 'execute-api' } = keys;
  if (region === undefined && !awsHost.test(url.hostname))
    throw new OpenApiMcpError('CREDENTIALS_INVALID', `the name ${url.hostname} does not say its AWS region`, {
      hint: 'Nothing was sent. Set the variable of the security scheme that ends in _REGION.',
    });
  // The signature would be for another path: URLs leave dot segments out.
  if (url.pathname + url.search !== target)
    throw new OpenApiMcpError('CREDENTIALS_INVALID', 'a request with this path cannot be signed for AWS', {
      hint: 'Nothing was sent. Leave segments of dots out of the arguments.',
    });
  const { AwsV4Signer } = await import('aws4fetch');
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  const own = headers.filter(([name]) => name.toLowerCase().startsWith('x-amz-'));
  const signer = new AwsV4Signer({
    method,
    url: url.href,
    headers: own,
    body: typeof body === 'string' || body === undefined ? (body ?? null) : new Uint8Array(body),
    accessKeyId,
    secretAccessKey,
    ...omitUndefined({ sessionToken, region, service }),
  });
  const signed = await signer.sign();
  const added = [...signed.headers].filter(
    ([name]) => name !== 'host' && !own.some(([known]) => known.toLowerCase() === name),
  );
  const rest = headers.filter(([name]) => name.toLowerCase() !== 'authorization');
  return { ...request, headers: [...rest, ...added] };
}
