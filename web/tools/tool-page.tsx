import { useEffect, useRef, useState } from 'preact/hooks';
import { exampleFor } from '../form/example-arguments.ts';
import { Field } from '../form/field.tsx';
import { initialValue } from '../form/field-shape.ts';
import { JsonText } from '../form/json-field.tsx';
import { Properties } from '../form/object-field.tsx';
import { MethodBadge } from '../parts/badges.tsx';
import { CodeBlock } from '../parts/code-block.tsx';
import { formatCount } from '../parts/format.ts';
import { RichText } from '../parts/rich-text.tsx';
import { usePage } from '../parts/page-context.ts';
import { Tabs } from '../parts/tabs.tsx';
import { useCall } from '../parts/use-call.ts';
import { JsonTree } from '../result/json-tree.tsx';
import { ResultView } from '../result/result-view.tsx';
import { commandOf, messageOf } from '../result/same-call.ts';
import { isJsonObject } from '../../src/json/narrow.ts';
import type { JsonObject } from '../protocol/mcp-types.ts';
import type { ListedTool } from '../protocol/server.ts';

/** The arguments of each tool, kept while the page is open. */
const drafts = new Map<string, JsonObject>();

/** A tool: its description, its arguments, and the result of a call. */
export function ToolPage({ tool }: { tool: ListedTool }) {
  const { name, inputSchema } = tool;
  const call = useCall();
  const [args, setArgs] = useState<JsonObject>(() => drafts.get(name) ?? startOf(tool));
  const change = (next: JsonObject): void => {
    drafts.set(name, next);
    setArgs(next);
  };
  const run = (): void => void call.run('tools/call', { name, arguments: args });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  });
  const resultBox = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone the result is below the form.
    if (call.finished !== undefined) resultBox.current?.scrollIntoView({ block: 'nearest' });
  }, [call.finished]);
  const hasArguments =
    isJsonObject(inputSchema['properties']) && Object.keys(inputSchema['properties']).length > 0;
  return (
    <div class="tool-page">
      <ToolHead tool={tool} />
      <div class="columns">
        <section class="card" aria-label="Arguments">
          <div class="card-head">
            <h2>Arguments</h2>
            <button type="button" class="quiet small" onClick={() => change(exampleFor(inputSchema))}>
              Fill in an example
            </button>
            <button type="button" class="quiet small" onClick={() => change(startOf(tool))}>
              Clear
            </button>
          </div>
          <Tabs
            label="Arguments"
            tabs={[
              {
                name: 'Form',
                content: () =>
                  hasArguments ? (
                    <Properties
                      Field={Field}
                      id="argument"
                      schema={inputSchema}
                      root={inputSchema}
                      value={args}
                      onChange={change}
                    />
                  ) : (
                    <p class="note">This tool takes no arguments.</p>
                  ),
              },
              {
                name: 'JSON',
                content: () => (
                  <JsonText
                    id="arguments-json"
                    label="Arguments as JSON"
                    rows={16}
                    value={args}
                    onChange={(next) => isJsonObject(next ?? {}) && change((next ?? {}) as JsonObject)}
                  />
                ),
              },
              { name: 'As code', content: () => <SameCall name={name} args={args} /> },
              { name: 'Schema', content: () => <SchemaView tool={tool} /> },
            ]}
          />
          <div class="run-bar">
            {call.isRunning ? (
              <button type="button" onClick={call.cancel}>
                Cancel
              </button>
            ) : (
              <button type="button" class="primary" onClick={run}>
                Run
              </button>
            )}
            <span class="unit key-hint">Ctrl + Enter</span>
            {call.isRunning && (
              <span class="unit" role="status">
                {call.progress ?? 'Running…'}
              </span>
            )}
          </div>
        </section>
        <div class="card result-card" ref={resultBox}>
          {call.finished === undefined ? (
            <p class="empty">{call.isRunning ? 'Running…' : 'Run the tool to see its result here.'}</p>
          ) : (
            <ResultView key={call.finished.duration} call={call.finished} />
          )}
        </div>
      </div>
    </div>
  );
}

function ToolHead({ tool }: { tool: ListedTool }) {
  const { name, title, method, path, tags, tokens, annotations = {} } = tool;
  const description = withoutTitle(tool);
  const [isLong, setLong] = useState(false);
  const isCut = description.length > 400 && !isLong;
  const { readOnlyHint, destructiveHint, idempotentHint } = annotations;
  return (
    <header class="tool-head">
      <h1>{title ?? name}</h1>
      <p class="tool-line">
        <MethodBadge method={method} />
        {path !== undefined && <code class="path">{path}</code>}
        <code>{name}</code>
      </p>
      <p class="description">
        <RichText text={isCut ? `${description.slice(0, 380)}…` : description} />{' '}
        {description.length > 400 && (
          <button type="button" class="link" onClick={() => setLong(!isLong)}>
            {isCut ? 'Show all' : 'Show less'}
          </button>
        )}
      </p>
      <p class="chips">
        {tags.map((tag) => (
          <span class="chip" key={tag}>
            {tag}
          </span>
        ))}
        {readOnlyHint === true && <span class="chip chip-good">read-only</span>}
        {destructiveHint === true && <span class="chip chip-bad">destructive</span>}
        {idempotentHint === true && readOnlyHint !== true && <span class="chip">idempotent</span>}
        <span class="chip" title="Estimated: 4 characters of name, description and input schema each">
          ≈ {formatCount(tokens)} tokens
        </span>
      </p>
    </header>
  );
}

/** Returns the description without a first line that repeats the title. */
function withoutTitle({ title, description = '' }: ListedTool): string {
  return title !== undefined && description.startsWith(title)
    ? description.slice(title.length).replace(/^[.\s]+/, '')
    : description;
}

function SameCall({ name, args }: { name: string; args: JsonObject }) {
  const { server } = usePage();
  const command = commandOf(server.facts, name, args);
  return (
    <>
      <h3>MCP</h3>
      <CodeBlock text={messageOf(name, args)} label="The call as a message of MCP" />
      {command !== undefined && (
        <>
          <h3>Command line</h3>
          <CodeBlock text={command} label="The call as a command" />
        </>
      )}
      <p class="note">The request as curl is with the result, under HTTP.</p>
    </>
  );
}

function SchemaView({ tool: { inputSchema, outputSchema } }: { tool: ListedTool }) {
  return (
    <>
      <h3>Input</h3>
      <JsonTree value={inputSchema} />
      {outputSchema !== undefined && (
        <>
          <h3>Output</h3>
          <JsonTree value={outputSchema} />
        </>
      )}
    </>
  );
}

function startOf({ inputSchema }: ListedTool): JsonObject {
  const value = initialValue(inputSchema, inputSchema);
  return isJsonObject(value ?? null) ? (value as JsonObject) : {};
}
