import { expect } from 'vitest';
import { Person } from './person.ts';
import { redirectUri } from './plain-client.ts';
import { openSdkClient } from './sdk-client.ts';
import type { ClientState, sdkKinds } from './sdk-client.ts';

type SdkClient = ReturnType<typeof openSdkClient>;

/** Signs a person in with a client that is refused at first, and returns it, connected. */
export async function signIn(
  kind: (typeof sdkKinds)[number],
  url: string,
  state: ClientState,
): Promise<SdkClient> {
  const first = openSdkClient(kind, url, state);
  await expect(first.connect()).rejects.toThrow('Unauthorized');
  const back = await new Person(redirectUri).signIn(state.start ?? '');
  await first.finish(back.url);
  const second = openSdkClient(kind, url, state);
  await second.connect();
  await callGetPet(second);
  return second;
}

/** Calls a tool with an access token that is not valid any more, which makes a client refresh it. */
export async function callAfterRefresh(client: SdkClient, state: ClientState): Promise<void> {
  const former = state.tokens;
  if (former === undefined) throw new Error('there are no tokens');
  state.tokens = { ...former, access_token: 'x'.repeat(43) };
  await callGetPet(client);
  expect(state.tokens.refresh_token).not.toBe(former.refresh_token);
}

async function callGetPet({ client }: SdkClient): Promise<void> {
  const call = { name: 'getPet', arguments: { petId: 1 } };
  expect(await client.callTool(call)).toMatchObject({ structuredContent: { id: 1 } });
}
