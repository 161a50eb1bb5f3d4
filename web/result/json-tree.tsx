import { useState } from 'preact/hooks';
import { isJsonObject } from '../../src/json/narrow.ts';
import type { Json } from '../protocol/mcp-types.ts';

/** More members than these are shown in steps. */
const pageSize = 200;
const openDepth = 3;

/** JSON that folds. */
export function JsonTree({ value }: { value: Json }) {
  return (
    <div class="json-tree" tabIndex={0} role="region" aria-label="JSON">
      <Node value={value} depth={0} />
    </div>
  );
}

interface NodeProps {
  name?: string;
  value: Json;
  depth: number;
}

function Node({ name, value, depth }: NodeProps) {
  const isArray = Array.isArray(value);
  const members = isArray
    ? value.map((item, index): [string, Json] => [String(index), item])
    : isJsonObject(value)
      ? Object.entries(value)
      : undefined;
  const [isOpen, setOpen] = useState(depth < openDepth && (members?.length ?? 0) <= 50);
  const [count, setCount] = useState(pageSize);
  if (members === undefined || members.length === 0)
    return (
      <div class="json-line">
        <Key name={name} />
        <Scalar value={value} />
      </div>
    );
  const summary = isArray ? `[${members.length}]` : `{${members.length}}`;
  return (
    <div class="json-node">
      <button type="button" class="json-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class="json-mark" aria-hidden="true">
          {isOpen ? '▾' : '▸'}
        </span>
        <Key name={name} />
        <span class="json-summary">{summary}</span>
        {!isOpen && <span class="json-hint">{hintOf(value)}</span>}
      </button>
      {isOpen && (
        <div class="json-members">
          {members.slice(0, count).map(([key, member]) => (
            <Node key={key} name={key} value={member} depth={depth + 1} />
          ))}
          {members.length > count && (
            <button type="button" class="add" onClick={() => setCount(count + pageSize)}>
              Show more of {members.length}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Key({ name }: { name: string | undefined }) {
  return name === undefined ? null : <span class="json-key">{name}: </span>;
}

function Scalar({ value }: { value: Json }) {
  if (typeof value === 'string') {
    const isLink = /^https?:\/\/[^\s<>"]+$/.test(value);
    return (
      <span class="json-string">
        "
        {isLink ? (
          <a href={value} target="_blank" rel="noreferrer noopener">
            {value}
          </a>
        ) : (
          value
        )}
        "
      </span>
    );
  }
  const kind = value === null ? 'null' : typeof value;
  return <span class={`json-${kind}`}>{JSON.stringify(value)}</span>;
}

/** Returns the beginning of a folded value. */
function hintOf(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
