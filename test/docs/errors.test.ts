import { expect, it } from 'vitest';
import { errorCatalogue } from '../../src/errors.ts';
import { expectPage, table } from './page.ts';

const introduction = `# Errors

Every error is an \`OpenApiMcpError\` with one of these codes, the same in every release, and a hint that says what to do. Errors of a call reach the model as a tool result with \`isError\`.
`;

it('docs/errors.md lists every code of the catalogue', async () => {
  const rows = Object.entries(errorCatalogue).map(([code, { title, cause, fix }]) => [
    `\`${code}\``,
    title,
    cause,
    fix,
  ]);
  await expectPage('docs/errors.md', `${introduction}\n${table(['Code', 'Meaning', 'Cause', 'Fix'], rows)}`);
  expect(rows.length).toBeGreaterThan(20);
});
