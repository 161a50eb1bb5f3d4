import { useEffect, useState } from 'preact/hooks';
import type { Json } from '../protocol/mcp-types.ts';
import type { FieldProps } from './field-props.ts';

/** Any JSON, as text. */
export function JsonField({ id, value, onChange, isRequired, describedBy }: FieldProps) {
  return (
    <JsonText
      id={id}
      value={value}
      rows={3}
      describedBy={describedBy}
      onChange={(next) => onChange(next === undefined && isRequired ? undefined : next)}
    />
  );
}

interface JsonTextProps extends Pick<FieldProps, 'id' | 'value' | 'onChange' | 'describedBy'> {
  rows: number;
  label?: string;
}

/** A text area with JSON. Text that is not valid JSON stays, and changes nothing. */
export function JsonText({ id, value, onChange, describedBy, rows, label }: JsonTextProps) {
  const shown = value === undefined ? '' : JSON.stringify(value, undefined, 2);
  const [text, setText] = useState(shown);
  const [problem, setProblem] = useState<string | undefined>();
  useEffect(() => {
    if (!isSame(text, shown)) {
      setText(shown);
      setProblem(undefined);
    }
  }, [shown]);
  const read = (given: string): void => {
    setText(given);
    try {
      const next = given.trim() === '' ? undefined : (JSON.parse(given) as Json);
      setProblem(undefined);
      onChange(next);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div class="json-text">
      <textarea
        id={id}
        class="code"
        rows={rows}
        spellcheck={false}
        autocomplete="off"
        aria-label={label}
        aria-describedby={problem === undefined ? describedBy : `${id}-problem`}
        aria-invalid={problem !== undefined}
        value={text}
        onInput={({ currentTarget }) => read(currentTarget.value)}
      />
      {problem !== undefined && (
        <p class="problem" id={`${id}-problem`} role="status">
          {problem}
        </p>
      )}
    </div>
  );
}

/** Returns true if two texts are the same JSON, so that a person's layout stays. */
function isSame(one: string, other: string): boolean {
  try {
    return one === other || JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
  } catch {
    return false;
  }
}
