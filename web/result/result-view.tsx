import { Tabs } from '../parts/tabs.tsx';
import { StatusBadge } from '../parts/badges.tsx';
import { formatBytes, formatDuration } from '../parts/format.ts';
import { RpcError } from '../protocol/rpc.ts';
import { ContentView, ResourceView } from './content-view.tsx';
import { ExchangesView } from './exchange-view.tsx';
import { findTable } from './find-table.ts';
import { JsonTable } from './json-table.tsx';
import { JsonTree } from './json-tree.tsx';
import type { Tab } from '../parts/tabs.tsx';
import type { FinishedCall } from '../protocol/call.ts';
import type { CallResult, Content, Json, JsonObject, ReadResult } from '../protocol/mcp-types.ts';

/** The result of a request: its value, its parts, the HTTP behind it, and the message itself. */
export function ResultView({ call, more = [] }: { call: FinishedCall; more?: Tab[] }) {
  const { result, error, entry, duration } = call;
  const { isError } = (result ?? {}) as Partial<CallResult>;
  const exchange = entry?.exchanges.at(-1);
  const hasFailed = isError === true || error !== undefined;
  return (
    <section class="result" aria-label="Result" aria-live="polite">
      <div class="result-head">
        <span class={`outcome ${hasFailed ? 'outcome-bad' : 'outcome-good'}`}>
          {hasFailed ? 'Error' : 'Success'}
        </span>
        {entry !== undefined && <StatusBadge status={entry.status} error={entry.error} />}
        <span class="unit" title="In the browser">
          {formatDuration(duration)}
        </span>
        {exchange?.responseBody !== undefined && (
          <span class="unit">{formatBytes(exchange.responseBody.size)}</span>
        )}
      </div>
      <Tabs label="Result" tabs={tabsOf(call, more)} />
    </section>
  );
}

function tabsOf({ result, error, entry, method, params }: FinishedCall, more: Tab[]): Tab[] {
  const tabs: Tab[] = [];
  const value = result === undefined ? undefined : valueOf(result);
  const table = findTable(value);
  const parts = result === undefined ? undefined : partsOf(result, value);
  if (error !== undefined) tabs.push({ name: 'Error', content: () => <Failure error={error} /> });
  if (parts !== undefined) tabs.push({ name: 'Result', content: () => parts });
  if (value !== undefined && typeof value === 'object' && value !== null)
    tabs.push({ name: 'JSON', content: () => <JsonTree value={value} /> });
  if (table !== undefined) tabs.push({ name: 'Table', content: () => <JsonTable table={table} /> });
  // A list is read best as a table, and anything else as JSON.
  const best = tabs.find(({ name }) => name === 'Table') ?? tabs.find(({ name }) => name === 'JSON');
  if (best !== undefined && error === undefined && result?.['isError'] !== true && isOnlyText(result))
    tabs.sort((one, other) => Number(other === best) - Number(one === best));
  if (method !== 'prompts/get') tabs.push({ name: 'HTTP', content: () => <ExchangesView entry={entry} /> });
  const message: JsonObject = { request: { method, params }, ...(result === undefined ? {} : { result }) };
  const meta = result?.['_meta'];
  if (meta !== undefined) tabs.push({ name: '_meta', content: () => <JsonTree value={meta} /> });
  tabs.push({ name: 'MCP', content: () => <JsonTree value={message} /> });
  return [...tabs, ...more];
}

function Failure({ error }: { error: Error }) {
  const code = error instanceof RpcError ? error.code : undefined;
  return (
    <div class="callout callout-bad" role="alert">
      <strong>{code === undefined ? error.name : `Error ${code}`}</strong>
      <pre class="shown-text">{error.message}</pre>
    </div>
  );
}

/** Returns the JSON of a result, if it has some. A value that is no object is in the property `result`. */
function valueOf(result: JsonObject): Json | undefined {
  const { structuredContent, contents } = result as Partial<CallResult & ReadResult>;
  if (structuredContent !== undefined) return unwrap(structuredContent);
  const [first] = contents ?? [];
  if (first === undefined || !('text' in first)) return undefined;
  try {
    return JSON.parse(first.text) as Json;
  } catch {
    return undefined;
  }
}

function unwrap(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { result, ...rest } = value;
  return result !== undefined && Object.keys(rest).length === 0 && typeof result === 'object'
    ? result
    : value;
}

function isOnlyText(result: JsonObject | undefined): boolean {
  const { content = [], contents = [] } = (result ?? {}) as Partial<CallResult & ReadResult>;
  return content.every(({ type }) => type === 'text') && contents.every((each) => 'text' in each);
}

function partsOf(result: JsonObject, value: Json | undefined) {
  const { content, contents, messages, isError } = result as Partial<
    CallResult & ReadResult & { messages: { role: string; content: Content }[] }
  >;
  if (messages !== undefined)
    return (
      <>
        {messages.map((message, index) => (
          <div key={index} class="message">
            <span class="role">{message.role}</span>
            <ContentView content={message.content} />
          </div>
        ))}
      </>
    );
  if (contents !== undefined)
    return (
      <>
        {contents.map((each, index) => (
          <ResourceView key={index} contents={each} />
        ))}
      </>
    );
  const all = content ?? [];
  const body = all.map((each, index) => <ContentView key={index} content={each} />);
  if (isError !== true) return all.length === 0 ? <p class="note">{emptyText(value)}</p> : <>{body}</>;
  return (
    <div class="callout callout-bad" role="alert">
      {body}
    </div>
  );
}

function emptyText(value: Json | undefined): string {
  return value === undefined ? 'The result is empty.' : 'The result has structured content alone.';
}
