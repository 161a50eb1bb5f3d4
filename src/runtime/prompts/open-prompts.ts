import { invalidParams } from '../json-rpc.ts';
import { createOperationValues } from './operation-values.ts';
import type { PromptCalls } from '../capability-types.ts';
import type { CustomPrompt } from '../custom-tools.ts';
import type { PromptResult } from '../protocol.ts';
import type { PromptDescriptor } from '../../descriptor.ts';

/** Opens prompts whose text is data. */
export function openPrompts(prompts: PromptDescriptor[], calls: PromptCalls): CustomPrompt[] {
  const valuesOf = createOperationValues(calls);
  return prompts.map((prompt): CustomPrompt => {
    const { name, title, description } = prompt;
    const listed = prompt.arguments.map(({ enum: _, completion: _completion, ...argument }) => argument);
    const completing = prompt.arguments.filter(
      (argument) => argument.enum !== undefined || argument.completion !== undefined,
    );
    return {
      name,
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(listed.length === 0 ? {} : { arguments: listed }),
      get: (args) => fillPrompt(prompt, args),
      ...(completing.length === 0
        ? {}
        : {
            async complete(argument, context) {
              const found = completing.find((each) => each.name === argument);
              if (found?.completion === undefined) return found?.enum ?? [];
              return valuesOf(found.completion, context);
            },
          }),
    };
  });
}

/** @throws ProtocolFault -32602 for a value that an argument cannot have */
function fillPrompt(prompt: PromptDescriptor, args: Record<string, string>): PromptResult {
  const valueOf = (name: string): string | undefined => (Object.hasOwn(args, name) ? args[name] : undefined);
  for (const { name, enum: values } of prompt.arguments) {
    const value = valueOf(name);
    if (value !== undefined && value !== '' && values?.includes(value) === false)
      throw invalidParams(
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
