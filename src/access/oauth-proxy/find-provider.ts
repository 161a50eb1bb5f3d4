import { OpenApiMcpError } from '../../errors.ts';
import { asJsonObject } from '../../json/narrow.ts';
import { providerPresets } from './presets.ts';
import type { ProviderPreset } from './presets.ts';

/** An identity provider, of which only the issuer is known if it has no preset. */
export type KnownProvider = Omit<ProviderPreset, 'place' | 'placeName' | 'placePattern' | 'placeParts'>;

/** A host with an optional port and path. */
const anyPlace = /^[\w.-]+(?::\d+)?(?:\/[\w./-]+)?$/;

/**
 * Returns the provider of a preset such as `google` or `okta:example.okta.com`, or that of an issuer.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function findProvider(text: string): KnownProvider {
  if (/^https?:\/\//i.test(text)) return { issuer: text };
  const [, name = '', given] = /^([a-z0-9]+)(?::(.+))?$/s.exec(text) ?? [];
  const preset = Object.hasOwn(providerPresets, name) ? providerPresets[name] : undefined;
  if (preset === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `${JSON.stringify(text)} is not an identity provider`, {
      hint: `Give --auth-provider one of ${Object.keys(providerPresets).join(', ')}, or the https: URL of an OpenID Connect issuer.`,
    });
  const place = given ?? preset.place;
  const matched = place === undefined ? null : (preset.placePattern ?? anyPlace).exec(place);
  if (place !== undefined && matched !== null) return placed(preset, { ...matched.groups, place });
  throw new OpenApiMcpError('OPTION_INVALID', `the identity provider ${name} needs the ${preset.placeName}`, {
    hint: `Write --auth-provider ${name}:, and the ${preset.placeName} behind the colon.`,
  });
}

/** Returns a preset with the parts of its place in its URLs. */
function placed(
  { issuer, metadata, profile, placeParts = [], ...others }: ProviderPreset,
  named: Record<string, string> & { place: string },
) {
  const parts = { ...named, ...placeParts.find(({ pattern }) => pattern.test(named.place))?.parts };
  const filled = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
      parts[name] === undefined ? whole : filled(parts[name]),
    );
  const own = { issuer: filled(issuer), ...others };
  if (metadata === undefined || profile === undefined) return own;
  return {
    ...own,
    metadata: asJsonObject(JSON.parse(filled(JSON.stringify(metadata)))) ?? {},
    profile: profile.map((source) => ({ ...source, url: filled(source.url) })),
  };
}
