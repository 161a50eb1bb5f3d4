import { expect, it } from 'vitest';
import { describesIssuer } from '../../../src/access/oauth-proxy/issuer-template.ts';

const template = 'https://login.example.com/{tenantid}/v2.0';

it.each([
  ['https://id.example.com', 'https://id.example.com', true],
  ['https://id.example.com', 'https://id.example.com/', false],
  ['https://id.example.com', 'https://id.example.comhttps://id.example.com', false],
  [template, 'https://login.example.com/0a1b-2c3d/v2.0', true],
  [template, template, true],
  [template, 'https://login.example.com//v2.0', false],
  [template, 'https://login.example.com/v2.0', false],
  [template, 'https://evil.example/0a1b-2c3d/v2.0', false],
])('the issuers of %s: %s is %s', (given, issuer, isOne) => {
  expect(describesIssuer(given, issuer)).toBe(isOne);
});
