import { ArrayField } from './array-field.tsx';
import { FileField } from './file-field.tsx';
import { JsonField } from './json-field.tsx';
import { MapField } from './map-field.tsx';
import { ObjectField } from './object-field.tsx';
import { BooleanField, DateField, EnumField, NumberField, TextField } from './scalar-fields.tsx';
import { UnionField } from './union-field.tsx';
import { RichText } from '../parts/rich-text.tsx';
import { readShape } from './field-shape.ts';
import type { FieldProps, LabelledFieldProps } from './field-props.ts';
import type { FieldKind } from './field-shape.ts';
import type { FunctionComponent } from 'preact';

const controls: Record<FieldKind, FunctionComponent<FieldProps>> = {
  object: ObjectField,
  map: MapField,
  array: ArrayField,
  union: UnionField,
  enum: EnumField,
  boolean: BooleanField,
  integer: NumberField,
  number: NumberField,
  date: DateField,
  'date-time': DateField,
  file: FileField,
  text: TextField,
  json: JsonField,
};

const groups = new Set<FieldKind>(['object', 'map', 'array', 'union']);

/** A field with its label, its description and the control of its schema. */
export function Field(props: LabelledFieldProps) {
  const { id, label, value, onChange, isRequired, onRemove, isBare = false, isMember = false } = props;
  const { kind, schema, isNullable } = readShape(props.schema, props.root);
  const Control = controls[kind];
  const isGroup = groups.has(kind);
  const description = describe(schema);
  const noteId = `${id}-note`;
  const own = { ...props, schema, describedBy: description === '' ? undefined : noteId };
  const isNull = value === null && isNullable;
  if (isBare) return <Control {...own} />;
  const head = (
    <>
      <span class="field-name">{label}</span>
      {isRequired && !isMember && <span class="field-required">required</span>}
      <span class="field-type">{typeText(kind, schema)}</span>
    </>
  );
  return (
    <div
      class={`field field-${kind}`}
      role={isGroup ? 'group' : undefined}
      aria-labelledby={isGroup ? `${id}-label` : undefined}
    >
      <div class="field-head">
        {isGroup ? (
          <span class="field-label" id={`${id}-label`}>
            {head}
          </span>
        ) : (
          <label class="field-label" for={id}>
            {head}
          </label>
        )}
        {isNullable && (
          <label class="null-box">
            <input
              type="checkbox"
              checked={isNull}
              onChange={({ currentTarget }) => onChange(currentTarget.checked ? null : undefined)}
            />
            null
          </label>
        )}
        {onRemove !== undefined && (
          <button type="button" class="quiet small" onClick={onRemove} aria-label={`Remove ${label}`}>
            Remove
          </button>
        )}
      </div>
      {description !== '' && (
        <p class="field-note" id={noteId}>
          <RichText text={description} />
        </p>
      )}
      {isNull ? null : <Control {...own} />}
    </div>
  );
}

function describe({ description, default: fallback }: FieldProps['schema']): string {
  const text = typeof description === 'string' ? description : '';
  if (fallback === undefined || text.includes('Default')) return text;
  return `${text}${text === '' || /[.!?]$/.test(text) ? '' : '.'} Default: ${JSON.stringify(fallback)}`.trim();
}

function typeText(kind: FieldKind, schema: FieldProps['schema']): string {
  const { format, minimum, maximum, maxLength } = schema;
  if (kind === 'union') return 'one of several';
  if (kind === 'json') return 'any JSON';
  if (kind === 'text' && typeof format === 'string') return format;
  const range =
    minimum === undefined && maximum === undefined
      ? ''
      : ` ${String(minimum ?? '')}…${String(maximum ?? '')}`;
  if (kind === 'text' && maxLength !== undefined) return `text ≤ ${String(maxLength)}`;
  return kind + range;
}
