import { useRef, useState } from 'preact/hooks';
import { isJsonObject } from '../../src/json/narrow.ts';
import { usePage } from '../parts/page-context.ts';

interface CompletedInputProps {
  id: string;
  template: string;
  variable: string;
  value: string;
  onChange: (value: string) => void;
  isRequired: boolean;
}

/** A variable of a template, with the values that the server suggests. */
export function CompletedInput({ id, template, variable, value, onChange, isRequired }: CompletedInputProps) {
  const { connection } = usePage();
  const [values, setValues] = useState<string[]>([]);
  const latest = useRef('');
  const complete = async (text: string): Promise<void> => {
    latest.current = text;
    const params = {
      ref: { type: 'ref/resource', uri: template },
      argument: { name: variable, value: text },
    };
    const { completion } = await connection
      .request('completion/complete', params)
      .catch(() => ({ completion: {} }));
    const found = isJsonObject(completion) ? completion['values'] : undefined;
    if (latest.current === text && Array.isArray(found)) setValues(found.map(String));
  };
  return (
    <>
      <input
        id={id}
        type="text"
        list={`${id}-values`}
        autocomplete="off"
        aria-required={isRequired}
        value={value}
        onFocus={() => void complete(value)}
        onInput={({ currentTarget }) => {
          onChange(currentTarget.value);
          void complete(currentTarget.value);
        }}
      />
      <datalist id={`${id}-values`}>
        {values.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      {values.length > 0 && (
        <p class="suggestions" aria-label={`Suggestions for ${variable}`}>
          {values.slice(0, 12).map((each) => (
            <button key={each} type="button" class="chip" onClick={() => onChange(each)}>
              {each}
            </button>
          ))}
        </p>
      )}
    </>
  );
}
