import { plural } from '../parts/format.ts';
import type { ComponentChildren } from 'preact';
import type { ToolChange, ToolChanges } from '../../src/runtime/policy/audit-entry.ts';

/** The most tools that are named. */
const mostNames = 12;

/** Says what the last change of the document did, or why it is not served. */
export function ChangeNotice({
  changes,
  problem,
  onDismiss,
}: {
  changes: ToolChanges | undefined;
  problem: string | undefined;
  onDismiss: () => void;
}) {
  if (problem !== undefined) {
    return (
      <section class="change-notice" role="alert" aria-label="Problem of the last change">
        <p>
          <strong>The last change is not served.</strong> All tools are as they were before it.
        </p>
        <pre class="problem">{problem}</pre>
      </section>
    );
  }
  if (changes === undefined) return null;
  const { added, removed, changed } = changes;
  const isSame = added.length + removed.length + changed.length === 0;
  return (
    <section class="change-notice" role="status" aria-label="Last change">
      <p>
        <strong>The server has changed.</strong> {isSame && 'No tool is different.'}
        <button type="button" class="quiet small" onClick={onDismiss}>
          Dismiss
        </button>
      </p>
      <ul>
        <Line count={added.length} word="added">
          {added.slice(0, mostNames).map((name) => (
            <ToolLink key={name} name={name} />
          ))}
        </Line>
        <Line count={removed.length} word="removed">
          {removed.slice(0, mostNames).map((name) => (
            <code key={name}>{name} </code>
          ))}
        </Line>
        <Line count={changed.length} word="changed">
          {changed.slice(0, mostNames).map((change) => (
            <ChangedTool key={change.name} change={change} />
          ))}
        </Line>
      </ul>
    </section>
  );
}

function Line({ count, word, children }: { count: number; word: string; children: ComponentChildren }) {
  if (count === 0) return null;
  return (
    <li>
      {plural(count, 'tool')} {word}: {children}
      {count > mostNames && '…'}
    </li>
  );
}

function ToolLink({ name }: { name: string }) {
  return (
    <>
      <a href={`#/tools/${encodeURIComponent(name)}`}>{name}</a>{' '}
    </>
  );
}

function ChangedTool({ change: { name, added, removed, changed } }: { change: ToolChange }) {
  const words = [
    ...added.map((each) => `+${each}`),
    ...removed.map((each) => `−${each}`),
    ...changed.map((each) => `~${each}`),
  ];
  return (
    <>
      <ToolLink name={name} />
      {words.length > 0 && <code class="unit">{words.join(' ')} </code>}
    </>
  );
}
