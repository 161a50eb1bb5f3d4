import { useState } from 'preact/hooks';
import { choiceFor, choiceName, initialValue, readShape } from './field-shape.ts';
import type { FieldProps } from './field-props.ts';

/** A choice of several schemas. */
export function UnionField({
  id,
  schema,
  root,
  value,
  onChange,
  isRequired,
  describedBy,
  Field,
}: FieldProps) {
  const { choices } = readShape(schema, root);
  const [chosen, choose] = useState<number | undefined>();
  const fitting = choiceFor(choices, value, root);
  // A choice of the person holds as long as nothing of another kind is written in the JSON.
  const index = value === undefined ? chosen : (chosen ?? fitting);
  const choice = index === undefined ? undefined : choices[index];
  return (
    <div class="union">
      <select
        id={id}
        aria-label="Kind"
        aria-describedby={describedBy}
        value={String(index ?? -1)}
        onChange={({ currentTarget }) => {
          const next = Number(currentTarget.value);
          const picked = choices[next];
          choose(picked === undefined ? undefined : next);
          onChange(picked && initialValue(picked, root));
        }}
      >
        <option value="-1">{isRequired ? 'choose…' : 'not given'}</option>
        {choices.map((each, position) => (
          <option key={position} value={String(position)}>
            {choiceName(each, position, root)}
          </option>
        ))}
      </select>
      {choice !== undefined && (
        <Field
          Field={Field}
          // Another choice has controls of its own.
          key={index}
          isBare
          id={`${id}-value`}
          label={choiceName(choice, index ?? 0, root)}
          schema={choice}
          root={root}
          value={value}
          onChange={onChange}
          isRequired
        />
      )}
    </div>
  );
}
