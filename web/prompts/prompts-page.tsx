import { useState } from 'preact/hooks';
import { usePage } from '../parts/page-context.ts';
import { useCall } from '../parts/use-call.ts';
import { ResultView } from '../result/result-view.tsx';
import type { Prompt } from '../protocol/mcp-types.ts';

/** The prompts of the server. */
export function PromptsPage() {
  const { server } = usePage();
  return (
    <div class="page">
      <h1>Prompts</h1>
      {server.prompts.length === 0 && <p class="empty">This server has no prompts.</p>}
      {server.prompts.map((prompt) => (
        <PromptForm key={prompt.name} prompt={prompt} />
      ))}
    </div>
  );
}

function PromptForm({ prompt: { name, title, description, arguments: given = [] } }: { prompt: Prompt }) {
  const call = useCall();
  const [values, setValues] = useState<Record<string, string>>({});
  return (
    <form
      class="card"
      aria-label={name}
      onSubmit={(event) => {
        event.preventDefault();
        void call.run('prompts/get', { name, arguments: values });
      }}
    >
      <h2>{title ?? name}</h2>
      <p class="description">{description}</p>
      {given.map((argument) => (
        <div class="field" key={argument.name}>
          <label class="field-label" for={`prompt-${name}-${argument.name}`}>
            <span class="field-name">{argument.name}</span>
            {argument.required === true && <span class="field-required">required</span>}
          </label>
          {argument.description !== undefined && <p class="field-note">{argument.description}</p>}
          <input
            id={`prompt-${name}-${argument.name}`}
            type="text"
            aria-required={argument.required}
            value={values[argument.name] ?? ''}
            onInput={({ currentTarget }) => {
              const { [argument.name]: _, ...others } = values;
              const { value } = currentTarget;
              setValues(value === '' ? others : { ...others, [argument.name]: value });
            }}
          />
        </div>
      ))}
      <div class="run-bar">
        <button type="submit" class="primary" disabled={call.isRunning}>
          Get the prompt
        </button>
      </div>
      {call.finished !== undefined && <ResultView key={call.finished.duration} call={call.finished} />}
    </form>
  );
}
