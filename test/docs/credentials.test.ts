import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { credentialVariables } from '../../src/index.ts';
import { repository } from '../support/cli.ts';
import { tableBelow } from '../support/markdown.ts';
import type { SecuritySchemeDescriptor } from '../../src/index.ts';

const flow = { scopes: [] };
const schemes: SecuritySchemeDescriptor[] = [
  { type: 'apiKey', in: 'query', name: 'key' },
  { type: 'http', scheme: 'basic' },
  { type: 'http', scheme: 'digest' },
  {
    type: 'oauth2',
    flows: { authorizationCode: flow, clientCredentials: flow, password: flow, implicit: flow },
  },
  { type: 'openIdConnect', url: 'https://a.example' },
  { type: 'mutualTLS' },
  { type: 'apiKey', in: 'header', name: 'Authorization', signing: 'awsSigv4' },
];

function endingOf(variable: string): string {
  return variable.slice('A_S'.length);
}

it('docs/credentials.md has every variable that a scheme reads, and no other', () => {
  const section = readFileSync(join(repository, 'docs/credentials.md'), 'utf8');
  const rows = tableBelow(section, '## Variables').map(([, variables = '']) =>
    [...variables.matchAll(/`(_[A-Z_]+)`/g)].map(([, ending]) => ending),
  );
  const read = schemes.flatMap((scheme) =>
    credentialVariables({ name: 'a', hasChosenName: true, securitySchemes: { s: scheme } }),
  );
  const ways = read.flatMap((entry) => entry.ways.map((way) => way.map(endingOf).filter(Boolean)));
  const optional = read.flatMap((entry) => entry.optional.map(endingOf));
  // Each way has a row; what a certificate may have besides stands in its row.
  expect(new Set(rows.map((row) => row.filter((ending) => ending !== '_PASSPHRASE').join()))).toEqual(
    new Set(ways.map((way) => way.join())),
  );
  for (const ending of optional) expect(section).toContain(`\`${ending}\``);
});
