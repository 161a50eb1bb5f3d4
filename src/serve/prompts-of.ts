import { jsonRpcCodes } from '../runtime/json-rpc.ts';
import { ProtocolFault } from '../runtime/protocol.ts';
import type { Handlers } from '../runtime/protocol.ts';

type PromptHandlers = NonNullable<Handlers['prompts']>;

/** Returns the handlers of prompts. An API that has replaced one with prompts may have none. */
export function promptsOf({ prompts }: Handlers): PromptHandlers {
  return prompts ?? none;
}

const none: PromptHandlers = {
  list: () => ({ prompts: [] }),
  get: async (name) => {
    throw unknownPrompt(name);
  },
  completes: false,
  complete: async (name) => {
    throw unknownPrompt(name);
  },
};

function unknownPrompt(name: string): ProtocolFault {
  return new ProtocolFault(jsonRpcCodes.invalidParams, `Unknown prompt: ${name}`, { name });
}
