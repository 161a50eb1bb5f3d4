import { allowedValues, initialValue, itemSchema, readShape } from './field-shape.ts';
import type { Json } from '../protocol/mcp-types.ts';
import type { FieldProps } from './field-props.ts';

/** A list: a field for each item, or a box for each value if the items are an enumeration. */
export function ArrayField({ id, schema, root, value, onChange, isRequired, Field }: FieldProps) {
  const items = itemSchema(schema, 'items');
  const shape = readShape(items, root);
  const list = Array.isArray(value) ? value : [];
  const change = (next: Json[]): void => onChange(next.length === 0 && !isRequired ? undefined : next);
  if (shape.kind === 'enum') {
    return (
      <div class="boxes">
        {allowedValues(shape.schema).map((each) => (
          <label key={JSON.stringify(each)} class="box">
            <input
              type="checkbox"
              checked={list.includes(each)}
              onChange={({ currentTarget }) =>
                change(currentTarget.checked ? [...list, each] : list.filter((other) => other !== each))
              }
            />
            {typeof each === 'string' ? each : JSON.stringify(each)}
          </label>
        ))}
      </div>
    );
  }
  return (
    <div class="items">
      {list.map((item, index) => (
        <Field
          Field={Field}
          // Items have no identity of their own.
          key={index}
          id={`${id}-${index}`}
          label={`item ${index + 1}`}
          schema={items}
          root={root}
          value={item ?? undefined}
          isRequired
          isMember
          onChange={(next) => change(list.with(index, next ?? ''))}
          onRemove={() => change(list.toSpliced(index, 1))}
        />
      ))}
      <button
        type="button"
        class="add"
        onClick={() => change([...list, initialValue(items, root) ?? emptyItem(shape.kind)])}
      >
        + Add item
      </button>
    </div>
  );
}

function emptyItem(kind: string): Json {
  return kind === 'boolean' ? false : '';
}
