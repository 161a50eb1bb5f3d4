import { useState } from 'preact/hooks';
import { initialValue, propertiesOf } from './field-shape.ts';
import { isJsonObject } from '../../src/json/narrow.ts';
import type { Json, JsonObject } from '../protocol/mcp-types.ts';
import type { FieldProps } from './field-props.ts';

/** More optional properties than these are folded. */
const maxShown = 8;

/** An object: a field for each property. An optional object begins folded. */
export function ObjectField({ id, schema, root, value, onChange, isRequired, Field }: FieldProps) {
  if (value === undefined && !isRequired)
    return (
      <button type="button" class="add" onClick={() => onChange(initialValue(schema, root) ?? {})}>
        + Add
      </button>
    );
  return (
    <div class="group">
      <Properties
        Field={Field}
        id={id}
        schema={schema}
        root={root}
        value={isJsonObject(value) ? value : {}}
        onChange={onChange}
      />
      {!isRequired && (
        <button type="button" class="quiet small" onClick={() => onChange(undefined)}>
          Remove all
        </button>
      )}
    </div>
  );
}

interface PropertiesProps extends Pick<FieldProps, 'id' | 'schema' | 'root' | 'Field'> {
  value: JsonObject;
  onChange: (value: JsonObject) => void;
}

/** The fields of the properties of an object, the required ones first. */
export function Properties({ id, schema, root, value, onChange, Field }: PropertiesProps) {
  const [isOpen, setOpen] = useState(false);
  const all = propertiesOf(schema);
  const needed = all.filter(({ name, isRequired }) => isRequired || Object.hasOwn(value, name));
  const others = all.filter((each) => !needed.includes(each));
  const isFolded = others.length > maxShown && !isOpen;
  const shown = isFolded ? needed : all;
  const setProperty = (name: string, next: Json | undefined): void => {
    const { [name]: _, ...rest } = value;
    // The order of the schema is kept, so that the JSON does not jump.
    const merged: JsonObject = next === undefined ? rest : { ...rest, [name]: next };
    const names = [...all.map((each) => each.name), ...Object.keys(merged)];
    onChange(
      Object.fromEntries(
        [...new Set(names)].flatMap((key) =>
          Object.hasOwn(merged, key) ? [[key, merged[key] ?? null]] : [],
        ),
      ),
    );
  };
  return (
    <>
      {shown.map(({ name, schema: property, isRequired }) => (
        <Field
          Field={Field}
          key={name}
          id={`${id}-${name}`}
          label={name}
          schema={property}
          root={root}
          value={value[name]}
          isRequired={isRequired}
          onChange={(next) => setProperty(name, next)}
        />
      ))}
      {isFolded && (
        <button type="button" class="add" onClick={() => setOpen(true)}>
          Show {others.length} optional
        </button>
      )}
    </>
  );
}
