import { useState } from 'preact/hooks';
import { formatBytes } from '../parts/format.ts';
import type { FieldProps } from './field-props.ts';

/** Bytes: a file of the person, sent as a data: URL, or text as it is. */
export function FileField({ id, schema, value, onChange, describedBy, isRequired }: FieldProps) {
  const [name, setName] = useState<string | undefined>();
  const { contentMediaType } = schema;
  const read = (file: File | undefined): void => {
    if (file === undefined) return;
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      setName(`${file.name}, ${formatBytes(file.size)}`);
      onChange(withFileName(String(reader.result), file));
    });
    reader.readAsDataURL(file);
  };
  const text = typeof value === 'string' ? value : '';
  const isLarge = text.length > 2_000;
  return (
    <div class="file">
      <input
        type="file"
        aria-label="Choose a file"
        accept={typeof contentMediaType === 'string' ? contentMediaType : undefined}
        onChange={({ currentTarget }) => read(currentTarget.files?.[0])}
      />
      {isLarge ? (
        <p class="field-note">
          {name ?? `${text.slice(0, 60)}…`}{' '}
          <button type="button" class="quiet small" onClick={() => onChange(undefined)}>
            Remove
          </button>
        </p>
      ) : (
        <input
          id={id}
          type="text"
          placeholder="or base64, or a data: URL"
          aria-describedby={describedBy}
          aria-required={isRequired}
          value={text}
          onInput={({ currentTarget }) =>
            onChange(currentTarget.value === '' ? undefined : currentTarget.value)
          }
        />
      )}
    </div>
  );
}

/** Adds the name of the file, which the server sends on. */
function withFileName(url: string, { name, type }: File): string {
  const data = url.slice(url.indexOf(',') + 1);
  return `data:${type === '' ? 'application/octet-stream' : type};name=${encodeURIComponent(name)};base64,${data}`;
}
