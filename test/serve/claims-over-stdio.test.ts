import { expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { createApiServer } from '../../src/serve/create-server.ts';
import { createJoinedServer } from '../../src/serve/create-joined-server.ts';
import { createJoinedStdioServer } from '../../src/serve/create-joined-stdio-server.ts';
import { createStdioServer } from '../../src/serve/create-stdio-server.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { createPipes } from '../interop/connect.ts';
import { petstorePath } from '../support/cli.ts';
import type { ApiDescriptor, ShapingOptions } from '../../src/index.ts';

const loaded = await loadDocument(petstorePath);
const load = async (): Promise<typeof sdkV2> => sdkV2;

function shaped(shaping: ShapingOptions): ApiDescriptor {
  return describeApi(loaded, { shaping }).descriptor;
}

const claimed = shaped({ getPet: { arguments: { petId: { claim: 'pet' } } } });
const nested = shaped({ createPet: { arguments: { 'body.name': { claim: 'name' } } } });
const fixed = shaped({ getPet: { arguments: { petId: { value: 1 } } } });
const partOf = (descriptor: ApiDescriptor) => [{ key: 'pets', descriptor, options: {} }];

const refusal = (argument: string): object => ({
  code: 'OPTION_INVALID',
  message: `operations.${argument}.claim needs callers with tokens, which standard input and output do not have`,
  hint: 'Serve over HTTP with --auth-jwt, or give the argument a value.',
});

it.each([
  ['a server without HTTP', () => createStdioServer(claimed, {}, load), 'getPet.arguments.petId'],
  ['a claim inside a body', () => createStdioServer(nested, {}, load), 'createPet.arguments.body.name'],
  ['in search mode', () => createStdioServer(claimed, { expose: 'search' }, load), 'getPet.arguments.petId'],
  [
    'several APIs without HTTP',
    () => createJoinedStdioServer(partOf(claimed), {}, load),
    'pets_getPet.arguments.petId',
  ],
])('%s is refused when it is created', (_, create, argument) => {
  expect(create).toThrow(expect.objectContaining(refusal(argument)));
});

it.each([
  ['a server', () => createApiServer(claimed, {}, load), 'getPet.arguments.petId'],
  [
    'a server of several APIs',
    () => createJoinedServer(partOf(claimed), {}, load),
    'pets_getPet.arguments.petId',
  ],
])('%s is refused when it is served over standard input and output', async (_, create, argument) => {
  await using server = create();
  await expect(server.serveStdio()).rejects.toMatchObject(refusal(argument));
});

it('serves arguments with other hidden values', async () => {
  await using server = createStdioServer(fixed, {}, load);
  const served = await server.serveStdio(createPipes().server);
  await expect(served.close()).resolves.toBeUndefined();
});
