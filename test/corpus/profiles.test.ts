import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { limitWarnings } from '../../src/cli/client-limits.ts';
import { createHandlers, describeApi, loadDocument } from '../../src/index.ts';
import { corpusDocuments } from './documents.ts';
import type { ClientName } from '../../src/cli/client-limits.ts';
import type { ProfileName } from '../../src/describe/listed/profile-names.ts';
import type { LoadedDocument, Tool } from '../../src/index.ts';

/** Larger documents take long, and repeat what these have. */
const longest = 1_000_000;

const paths = [
  fileURLToPath(new URL('../../specs/petstore.yaml', import.meta.url)),
  ...corpusDocuments()
    .map(({ path }) => path)
    .filter((path) => path.endsWith('.json') && statSync(path).size < longest),
];

const documents: LoadedDocument[] = [];
for (const path of paths) documents.push(await loadDocument(path));

/** Each client with the profile that it is documented for. */
const rows: [client: ClientName, profile: ProfileName][] = [
  ['anthropic', 'default'],
  ['claude-code', 'default'],
  ['copilot', 'default'],
  ['google-genai', 'default'],
  ['langchain', 'default'],
  ['openai', 'default'],
  ['pydantic', 'default'],
  ['vscode', 'default'],
  ['cursor', 'cursor'],
  ['gemini', 'gemini'],
  ['llamaindex', 'llamaindex'],
  ['openai-strict', 'openai-strict'],
];

it.each(rows)('%s takes each tool of the profile %s', (client, profile) => {
  const refused = documents.flatMap((document) => {
    const found = toolsOf(document, profile);
    return found.flatMap(({ server, tools }) =>
      limitWarnings(server, tools, client)
        // The number of tools depends on the document.
        .filter(({ tools: names }) => names !== undefined)
        .map(
          ({ message, tools: names = [] }) => `${document.source} ${message}: ${names.slice(0, 3).join()}`,
        ),
    );
  });
  expect(documents.length).toBeGreaterThan(40);
  expect(refused).toEqual([]);
});

it.each(rows)('%s takes the search tools of the profile %s', (client, profile) => {
  const refused = documents.flatMap((document) =>
    toolsOf(document, profile, 'search').flatMap(({ server, tools }) => limitWarnings(server, tools, client)),
  );
  expect(refused).toEqual([]);
});

it('llamaindex would refuse tools of the profile default', () => {
  const messages = documents.flatMap((document) =>
    toolsOf(document, 'default').flatMap(({ server, tools }) => limitWarnings(server, tools, 'llamaindex')),
  );
  expect(messages).not.toEqual([]);
});

it.each(['codex', 'google-genai', 'copilot'] as const)(
  '%s would refuse tools of the profile full',
  (client) => {
    const messages = documents.flatMap((document) =>
      toolsOf(document, 'full').flatMap(({ server, tools }) => limitWarnings(server, tools, client)),
    );
    expect(messages).not.toEqual([]);
  },
);

function toolsOf(
  document: LoadedDocument,
  profile: ProfileName,
  expose: 'all' | 'search' = 'all',
): { server: string; tools: Tool[] }[] {
  try {
    // Cursor counts the name of the server, which is a title of any length otherwise.
    const { descriptor } = describeApi(document, { profile, name: 'api' });
    return [{ server: descriptor.name, tools: createHandlers(descriptor, { expose }).listTools().tools }];
  } catch {
    // A document without operations has no tools.
    return [];
  }
}
