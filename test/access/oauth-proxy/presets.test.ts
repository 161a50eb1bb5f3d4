import { expect, it } from 'vitest';
import { issuerOfProvider } from '../../../src/access/oauth-proxy/presets.ts';

it.each([
  ['google', 'https://accounts.google.com'],
  ['gitlab', 'https://gitlab.com'],
  ['gitlab:git.example.com:8443', 'https://git.example.com:8443'],
  ['okta:example.okta.com', 'https://example.okta.com'],
  ['okta:example.okta.com/oauth2/default', 'https://example.okta.com/oauth2/default'],
  ['auth0:example.eu.auth0.com', 'https://example.eu.auth0.com'],
  [
    'entra:72f988bf-86f1-41af-91ab-2d7cd011db47',
    'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0',
  ],
  ['https://id.example.com/realms/one', 'https://id.example.com/realms/one'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
])('%s has the issuer %s', (text, issuer) => {
  expect(issuerOfProvider(text)).toBe(issuer);
});

it.each([
  ['entra', 'the identity provider entra needs the ID of your tenant'],
  ['okta', 'the identity provider okta needs the domain'],
  ['okta:example.com@evil.example.com', 'the identity provider okta needs the domain'],
  ['okta:example.com?x', 'the identity provider okta needs the domain'],
  ['other', '"other" is not an identity provider'],
  ['constructor', '"constructor" is not an identity provider'],
  ['', '"" is not an identity provider'],
])('%j is refused', (text, message) => {
  expect(() => issuerOfProvider(text)).toThrow(message);
});
