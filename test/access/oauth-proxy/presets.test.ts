import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { providerPresets } from '../../../src/access/oauth-proxy/presets.ts';
import { findProvider } from '../../../src/access/oauth-proxy/find-provider.ts';

it.each([
  ['google', 'https://accounts.google.com'],
  ['gitlab', 'https://gitlab.com'],
  ['gitlab:git.example.com:8443', 'https://git.example.com:8443'],
  ['okta:example.okta.com', 'https://example.okta.com'],
  ['okta:example.okta.com/oauth2/default', 'https://example.okta.com/oauth2/default'],
  ['github', 'https://github.com/login/oauth'],
  ['github:example.ghe.com', 'https://example.ghe.com/login/oauth'],
  ['github:git.example.com', 'https://git.example.com/login/oauth'],
  ['cognito:eu-west-1_AbCdEfGhI', 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI'],
  [
    'cognito:us-gov-west-1_AbCdEfGhI',
    'https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_AbCdEfGhI',
  ],
  ['auth0:example.eu.auth0.com', 'https://example.eu.auth0.com'],
  [
    'entra:72f988bf-86f1-41af-91ab-2d7cd011db47',
    'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0',
  ],
  ['https://id.example.com/realms/one', 'https://id.example.com/realms/one'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
])('%s has the issuer %s', (text, issuer) => {
  expect(findProvider(text).issuer).toBe(issuer);
});

it.each([
  ['github', 'https://api.github.com/user'],
  ['github:example.ghe.com', 'https://api.example.ghe.com/user'],
  ['github:git.example.com', 'https://git.example.com/api/v3/user'],
  ['github:git.example.com:8443', 'https://git.example.com:8443/api/v3/user'],
  ['github:ghe.com', 'https://ghe.com/api/v3/user'],
  ['github:example.ghe.com.example.org', 'https://example.ghe.com.example.org/api/v3/user'],
])('%s reads who a person is from %s', (text, url) => {
  expect(findProvider(text).profile?.[0]?.url).toBe(url);
});

it.each([
  ['entra', 'the identity provider entra needs the ID of your tenant'],
  ['okta', 'the identity provider okta needs the domain'],
  ['okta:example.com@evil.example.com', 'the identity provider okta needs the domain'],
  ['okta:example.com?x', 'the identity provider okta needs the domain'],
  ['cognito', 'the identity provider cognito needs the ID of your user pool'],
  ['cognito:example.auth.eu-west-1.amazoncognito.com', 'the identity provider cognito needs the ID'],
  ['cognito:eu-west-1_x/../other', 'the identity provider cognito needs the ID'],
  ['other', '"other" is not an identity provider'],
  ['constructor', '"constructor" is not an identity provider'],
  ['', '"" is not an identity provider'],
])('%j is refused', (text, message) => {
  expect(() => findProvider(text)).toThrow(message);
});

it.each(Object.keys(providerPresets))('%s has a section of docs with what to pass', (name) => {
  const page = readFileSync(new URL('../../../docs/providers.md', import.meta.url), 'utf8');
  const sections = page.split(/^## /m).filter((section) => section.includes(`\`--auth-provider ${name}`));
  expect(sections).toHaveLength(1);
  expect(sections[0]).toMatch(/^1\. .*\n2\. /m);
});
