import type { FunctionComponent } from 'preact';
import type { Json, JsonSchema } from '../protocol/mcp-types.ts';

/** The properties that every field of a form has. */
export interface FieldProps {
  /** The id of the control, which its label and texts refer to. */
  id: string;
  schema: JsonSchema;
  /** The schema of the whole form, for references. */
  root: JsonSchema;
  /** `undefined` for a value that is not given. */
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  isRequired: boolean;
  /** Ids of the texts that describe the control. */
  describedBy?: string | undefined;
  /** The component of the fields within this one. */
  Field: FunctionComponent<LabelledFieldProps>;
}

/** A field with its label. */
export interface LabelledFieldProps extends FieldProps {
  label: string;
  onRemove?: () => void;
  /** Shows the control alone. */
  isBare?: boolean;
  /** True for a member that the person added, which needs no word on being required. */
  isMember?: boolean;
}
