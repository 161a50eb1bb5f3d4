import { jsonRpcCodes } from '../json-rpc.ts';
import { ProtocolFault } from '../protocol.ts';
import type { CustomPrompt } from '../custom-tools.ts';
import type { PromptResult } from '../protocol.ts';
import type { PromptDescriptor } from '../../descriptor.ts';

/** Opens prompts whose text is data. */
export function openPrompts(prompts: PromptDescriptor[]): CustomPrompt[] {
  return prompts.map((prompt): CustomPrompt => {
    const { name, title, description } = prompt;
    const listed = prompt.arguments.map(({ enum: _, ...argument }) => argument);
    return {
      name,
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(listed.length === 0 ? {} : { arguments: listed }),
      get: (args) => fillPrompt(prompt, args),
    };
  });
}

/** @throws ProtocolFault -32602 for a value that an argument cannot have */
function fillPrompt(prompt: PromptDescriptor, args: Record<string, string>): PromptResult {
  const valueOf = (name: string): string | undefined => (Object.hasOwn(args, name) ? args[name] : undefined);
  for (const { name, enum: values } of prompt.arguments) {
    const value = valueOf(name);
    if (value !== undefined && value !== '' && values?.includes(value) === false)
      throw new ProtocolFault(
        jsonRpcCodes.invalidParams,
        `The argument ${name} of the prompt ${prompt.name} must be one of ${values.join(', ')}`,
      );
  }
  const text = prompt.text
    .map((part) => (typeof part === 'string' ? part : (valueOf(part.argument) ?? '')))
    .join('');
  const { description } = prompt;
  return {
    ...(description === undefined ? {} : { description }),
    messages: [{ role: 'user', content: { type: 'text', text } }],
  };
}
