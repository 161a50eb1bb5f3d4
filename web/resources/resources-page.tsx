import { useMemo, useState } from 'preact/hooks';
import { usePage } from '../parts/page-context.ts';
import { RichText } from '../parts/rich-text.tsx';
import { plural } from '../parts/format.ts';
import { useCall } from '../parts/use-call.ts';
import { ResultView } from '../result/result-view.tsx';
import { CompletedInput } from './completed-input.tsx';
import { expandTemplate, variablesOf } from './uri-template.ts';

/** The resources and templates of the server, and the contents of the one that was read. */
export function ResourcesPage({ selected }: { selected: string | undefined }) {
  const { server } = usePage();
  const [text, setText] = useState('');
  const all = useMemo(
    () => [...server.templates.map((each) => ({ ...each, uri: each.uriTemplate })), ...server.resources],
    [server],
  );
  const found = all.filter(({ uri, name }) => `${uri} ${name}`.toLowerCase().includes(text.toLowerCase()));
  const current = all.find(({ uri }) => uri === selected);
  return (
    <div class={`split ${selected === undefined ? 'split-list' : 'split-item'}`}>
      <nav class="tool-list" aria-label="Resources">
        <div class="tool-filter">
          <input
            type="search"
            placeholder="Search resources"
            aria-label="Search resources"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
          <p class="tool-count" role="status">
            {plural(server.templates.length, 'template')}, {plural(server.resources.length, 'resource')}
          </p>
        </div>
        <ul class="plain-list">
          {found.slice(0, 300).map(({ uri, name }) => (
            <li key={uri}>
              <a
                class="tool-entry"
                href={`#/resources/${encodeURIComponent(uri)}`}
                aria-current={uri === selected ? 'page' : undefined}
              >
                <span class="tool-names">
                  <span class="tool-name">{name}</span>
                  <span class="tool-path">{uri}</span>
                </span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main class="main">
        <a class="back" href="#/resources">
          ← All resources
        </a>
        {selected === undefined ? (
          <p class="empty">Choose a resource to read it.</p>
        ) : (
          <ResourceReader
            key={selected}
            template={selected}
            name={current?.name ?? selected}
            description={current?.description ?? ''}
          />
        )}
      </main>
    </div>
  );
}

function ResourceReader({
  template,
  name,
  description,
}: {
  template: string;
  name: string;
  description: string;
}) {
  const call = useCall();
  const variables = variablesOf(template);
  const [values, setValues] = useState<Record<string, string>>({});
  const uri = expandTemplate(template, values);
  const isComplete = variables.every(
    ({ name: each, isOptional }) => isOptional || (values[each] ?? '') !== '',
  );
  return (
    <div class="tool-page">
      <header class="tool-head">
        <h1>{name}</h1>
        <p class="tool-line">
          <code class="path">{template}</code>
        </p>
        <p class="description">
          <RichText text={description} />
        </p>
      </header>
      <div class="columns">
        <form
          class="card"
          aria-label="Read"
          onSubmit={(event) => {
            event.preventDefault();
            void call.run('resources/read', { uri });
          }}
        >
          {variables.map(({ name: variable, isOptional, isList }) => (
            <div class="field" key={variable}>
              <label class="field-label" for={`variable-${variable}`}>
                <span class="field-name">{variable}</span>
                {!isOptional && <span class="field-required">required</span>}
                {isList && <span class="field-type">list, with commas</span>}
              </label>
              <CompletedInput
                id={`variable-${variable}`}
                template={template}
                variable={variable}
                value={values[variable] ?? ''}
                isRequired={!isOptional}
                onChange={(value) => setValues({ ...values, [variable]: value })}
              />
            </div>
          ))}
          <p class="uri">
            <code>{uri}</code>
          </p>
          <div class="run-bar">
            <button type="submit" class="primary" disabled={!isComplete || call.isRunning}>
              Read
            </button>
          </div>
        </form>
        <div class="card result-card">
          {call.finished === undefined ? (
            <p class="empty">{call.isRunning ? 'Reading…' : 'Read the resource to see it here.'}</p>
          ) : (
            <ResultView key={call.finished.duration} call={call.finished} />
          )}
        </div>
      </div>
    </div>
  );
}
