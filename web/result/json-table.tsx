import { useState } from 'preact/hooks';
import type { Json } from '../protocol/mcp-types.ts';
import type { Table } from './find-table.ts';

const pageSize = 100;

/** A list of objects as a table. */
export function JsonTable({ table: { columns, rows } }: { table: Table }) {
  const [count, setCount] = useState(pageSize);
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label="Table of the result">
      <table>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, count).map((row, index) => (
            <tr key={index}>
              {columns.map((name) => (
                <Cell key={name} value={row[name]} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > count && (
        <button type="button" class="add" onClick={() => setCount(count + pageSize)}>
          Show more of {rows.length}
        </button>
      )}
    </div>
  );
}

function Cell({ value }: { value: Json | undefined }) {
  if (value === undefined) return <td />;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const kind = value === null ? 'null' : typeof value;
  return (
    <td
      class={`json-${kind} ${text.length > 40 ? 'cell-long' : 'cell-short'}`}
      title={text.length > 60 ? text.slice(0, 1000) : undefined}
    >
      {text.length > 200 ? `${text.slice(0, 200)}…` : text}
    </td>
  );
}
