import { OpenApiMcpError } from '../../errors.ts';

/** An identity provider under a short name. */
interface ProviderPreset {
  /** The issuer, in which `{place}` is what follows the colon of `entra:contoso.onmicrosoft.com`. */
  issuer: string;
  /** The place without a colon; absent if one has to be given. */
  place?: string;
  /** Meaning of the place, for errors. */
  placeName: string;
}

/** The identity providers with OpenID Connect that have a name. */
export const providerPresets: Record<string, ProviderPreset> = {
  google: { issuer: 'https://{place}', place: 'accounts.google.com', placeName: 'host' },
  entra: { issuer: 'https://login.microsoftonline.com/{place}/v2.0', placeName: 'ID of your tenant' },
  okta: { issuer: 'https://{place}', placeName: 'domain' },
  auth0: { issuer: 'https://{place}', placeName: 'domain' },
  gitlab: { issuer: 'https://{place}', place: 'gitlab.com', placeName: 'host' },
};

/**
 * Returns the issuer for a preset such as `google` or `okta:example.okta.com`, or the URL itself.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function issuerOfProvider(text: string): string {
  if (/^https?:\/\//i.test(text)) return text;
  const [, name = '', given] = /^([a-z0-9]+)(?::(.+))?$/s.exec(text) ?? [];
  const preset = Object.hasOwn(providerPresets, name) ? providerPresets[name] : undefined;
  if (preset === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `${JSON.stringify(text)} is not an identity provider`, {
      hint: `Give --auth-provider one of ${Object.keys(providerPresets).join(', ')}, or the https: URL of an OpenID Connect issuer.`,
    });
  const place = given ?? preset.place;
  if (place !== undefined && /^[\w.-]+(?::\d+)?(?:\/[\w./-]+)?$/.test(place))
    return preset.issuer.replace('{place}', place);
  throw new OpenApiMcpError('OPTION_INVALID', `the identity provider ${name} needs the ${preset.placeName}`, {
    hint: `Write --auth-provider ${name}:, and the ${preset.placeName} behind the colon.`,
  });
}
