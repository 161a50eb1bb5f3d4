import { proxySecrets } from '../../http/dispatcher.ts';
import { isSecretHeader } from './redact.ts';
import type { RequestOptions } from '../request/request-options.ts';

/** Returns the secrets that options contain: fixed credentials, secret headers, and the credentials in URLs of proxies. */
export function fixedSecrets({ credentials = {}, headers = {}, connection }: RequestOptions): string[] {
  const fixed = Object.values(credentials).flatMap((credential) =>
    'value' in credential
      ? credential.value
      : 'password' in credential
        ? credential.password
        : 'accessKeyId' in credential
          ? [credential.secretAccessKey, credential.sessionToken ?? []].flat()
          : [],
  );
  const secretHeaders = Object.entries(headers).filter(([name]) => isSecretHeader(name));
  const proxies = [connection?.proxy?.http, connection?.proxy?.https].flatMap((url) =>
    proxySecrets(url ?? ''),
  );
  return [...fixed, ...secretHeaders.flatMap(([, value]) => [value, value.replace(/^\S+ /, '')]), ...proxies];
}
