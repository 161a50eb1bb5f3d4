import { initialValue, itemSchema } from './field-shape.ts';
import { isJsonObject } from '../../src/json/narrow.ts';
import type { Json } from '../protocol/mcp-types.ts';
import type { FieldProps } from './field-props.ts';

/** An object with names of any kind: a name and a field for each. */
export function MapField({ id, schema, root, value, onChange, isRequired, Field }: FieldProps) {
  const values = itemSchema(schema, 'additionalProperties');
  const entries = Object.entries(isJsonObject(value) ? value : {});
  const change = (next: [string, Json][]): void =>
    onChange(next.length === 0 && !isRequired ? undefined : Object.fromEntries(next));
  return (
    <div class="items">
      {entries.map(([name, item], index) => (
        <div class="pair" key={index}>
          <input
            type="text"
            class="pair-name"
            aria-label="name"
            value={name}
            onChange={({ currentTarget }) => change(entries.with(index, [currentTarget.value, item]))}
          />
          <Field
            Field={Field}
            id={`${id}-${index}`}
            label={name === '' ? 'value' : name}
            schema={values}
            root={root}
            value={item}
            isRequired
            isMember
            onChange={(next) => change(entries.with(index, [name, next ?? '']))}
            onRemove={() => change(entries.toSpliced(index, 1))}
          />
        </div>
      ))}
      <button
        type="button"
        class="add"
        onClick={() => change([...entries, [freeName(entries), initialValue(values, root) ?? '']])}
      >
        + Add entry
      </button>
    </div>
  );
}

function freeName(entries: [string, Json][]): string {
  const names = new Set(entries.map(([name]) => name));
  let count = 1;
  while (names.has(`key${count}`)) count += 1;
  return `key${count}`;
}
