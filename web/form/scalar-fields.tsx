import { allowedValues } from './field-shape.ts';
import type { Json } from '../protocol/mcp-types.ts';
import type { FieldProps } from './field-props.ts';

/** A text, on several lines if it may be long. */
export function TextField({ id, schema, value, onChange, isRequired, describedBy }: FieldProps) {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  const common = {
    id,
    value: text,
    'aria-describedby': describedBy,
    'aria-required': isRequired,
    placeholder: placeholderOf(schema['default']),
    spellcheck: false,
    autocomplete: 'off',
  } as const;
  const { maxLength } = schema;
  const isLong =
    (typeof maxLength === 'number' && maxLength > 200) || text.length > 80 || text.includes('\n');
  const read = (given: string): void => onChange(given === '' && !isRequired ? undefined : given);
  return isLong ? (
    <textarea {...common} rows={3} onInput={({ currentTarget }) => read(currentTarget.value)} />
  ) : (
    <input {...common} type="text" onInput={({ currentTarget }) => read(currentTarget.value)} />
  );
}

/** A number. One with more digits than a number of JavaScript has stays a text, which the server understands. */
export function NumberField({ id, schema, value, onChange, isRequired, describedBy }: FieldProps) {
  const isInteger = schema['type'] === 'integer' || [schema['type']].flat().includes('integer');
  return (
    <input
      id={id}
      type="text"
      class="number"
      inputMode={isInteger ? 'numeric' : 'decimal'}
      value={value === undefined ? '' : String(value)}
      placeholder={placeholderOf(schema['default'])}
      aria-describedby={describedBy}
      aria-required={isRequired}
      autocomplete="off"
      onInput={({ currentTarget }) => onChange(readNumber(currentTarget.value.trim()))}
    />
  );
}

function readNumber(text: string): Json | undefined {
  if (text === '') return undefined;
  return /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/.test(text) && String(Number(text)) === text
    ? Number(text)
    : text;
}

/** True, false, or not given. */
export function BooleanField({ id, schema, value, onChange, describedBy }: FieldProps) {
  const options: [text: string, value: boolean | undefined][] = [
    [
      schema['default'] === undefined ? 'not given' : `default (${JSON.stringify(schema['default'])})`,
      undefined,
    ],
    ['true', true],
    ['false', false],
  ];
  return (
    <select
      id={id}
      aria-describedby={describedBy}
      value={String(options.findIndex(([, each]) => each === value))}
      onChange={({ currentTarget }) => onChange(options[Number(currentTarget.value)]?.[1])}
    >
      {options.map(([text], index) => (
        <option key={text} value={String(index)}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** A choice of a few values. */
export function EnumField({ id, schema, value, onChange, isRequired, describedBy }: FieldProps) {
  const values = allowedValues(schema).filter((each) => each !== null);
  const index = values.findIndex((each) => JSON.stringify(each) === JSON.stringify(value));
  return (
    <select
      id={id}
      aria-describedby={describedBy}
      aria-required={isRequired}
      value={String(index)}
      onChange={({ currentTarget }) => onChange(values[Number(currentTarget.value)])}
    >
      <option value="-1">{isRequired ? 'choose…' : (placeholderOf(schema['default']) ?? 'not given')}</option>
      {values.map((each, position) => (
        <option key={JSON.stringify(each)} value={String(position)}>
          {typeof each === 'string' ? each : JSON.stringify(each)}
        </option>
      ))}
    </select>
  );
}

/** A date, or a time in UTC. */
export function DateField({ id, schema, value, onChange, isRequired, describedBy }: FieldProps) {
  const hasTime = schema['format'] === 'date-time';
  const text = typeof value === 'string' ? value : '';
  const shown = hasTime ? toLocal(text) : text;
  return (
    <span class="date">
      <input
        id={id}
        type={hasTime ? 'datetime-local' : 'date'}
        step={hasTime ? '1' : undefined}
        value={shown}
        aria-describedby={describedBy}
        aria-required={isRequired}
        onInput={({ currentTarget: { value: given } }) =>
          onChange(given === '' ? undefined : hasTime ? fromLocal(given) : given)
        }
      />
      {hasTime && <span class="unit">UTC</span>}
    </span>
  );
}

function toLocal(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 19);
}

function fromLocal(text: string): string {
  return `${text.length === 16 ? `${text}:00` : text.slice(0, 19)}Z`;
}

function placeholderOf(fallback: Json | undefined): string | undefined {
  return fallback === undefined
    ? undefined
    : `default: ${typeof fallback === 'string' ? fallback : JSON.stringify(fallback)}`;
}
