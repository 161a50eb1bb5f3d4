import { OpenApiMcpError } from '../errors.ts';
import { asJsonObject } from '../json/narrow.ts';
import { argumentPath } from './argument-path.ts';
import { editSchema } from './edit-schema.ts';
import { flattenBody } from './flatten-body.ts';
import {
  annotateListed,
  forbidProperty,
  removeProperty,
  renameProperty,
  replaceProperty,
  requireProperty,
  restrictTo,
} from './property-edits.ts';
import type { Definitions, EditProperty } from './edit-schema.ts';
import type { ArgumentShaping, OperationShaping } from './shaping-options.ts';
import type { ArgumentsShaping, ArgumentStep, OperationDescriptor } from '../descriptor.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** The schemas of the arguments that a model sees, with the way to those of the API. */
export interface ShapedArguments {
  inputSchema: JsonSchema;
  argumentsSchema: JsonSchema;
  arguments: ArgumentsShaping;
}

/** A change to an argument, with its path in the API's own arguments. */
interface ArgumentChange {
  text: string;
  path: string[];
  change: ArgumentShaping;
}

/**
 * Shapes the arguments of an operation. `report` receives each part that has no effect.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function shapeArguments(
  operation: OperationDescriptor,
  { arguments: changes = {}, flattenBody: isFlat = false }: OperationShaping,
  definitions: Definitions,
  report: (message: string) => void,
): ShapedArguments {
  const { argumentsSchema: own = operation.inputSchema } = operation;
  const known = Object.entries(changes).flatMap(([text, change]): ArgumentChange[] => {
    const path = argumentPath(own, text, definitions);
    if (path !== undefined) return [{ text, path, change }];
    report(`${operation.name} has no argument ${JSON.stringify(text)}`);
    return [];
  });
  const editor = new ArgumentEditor(operation, own, definitions);
  // The parent of a path keeps its name until the path has been edited.
  for (const each of known.toSorted((one, other) => other.path.length - one.path.length))
    editChecked(editor, operation, each);
  const flat = isFlat
    ? flattenBody(operation, editor.listed, editor.checked, definitions, report)
    : undefined;
  const ordered = known.toSorted((one, other) => one.path.length - other.path.length);
  return {
    inputSchema: flat?.listed ?? editor.listed,
    argumentsSchema: flat?.checked ?? editor.checked,
    arguments: {
      schema: own,
      steps: [
        ...(flat?.steps ?? []),
        ...ordered.flatMap(moves),
        ...ordered.flatMap((each) => values(operation, each)),
      ],
    },
  };
}

/** Edits the listed and the checking schema of arguments. */
class ArgumentEditor {
  listed: JsonSchema;
  checked: JsonSchema;
  readonly #definitions: Definitions;
  readonly #listedNames: Map<string, string>;

  constructor(
    { inputSchema, renamedProperties = {} }: OperationDescriptor,
    checked: JsonSchema,
    definitions: Definitions,
  ) {
    this.listed = inputSchema;
    this.#listedNames = new Map(Object.entries(renamedProperties).map(([listed, name]) => [name, listed]));
    this.checked = checked;
    this.#definitions = definitions;
  }

  /** Edits a property where the schemas have it; deep parts of a listed schema may be missing. */
  edit(path: string[], listed: EditProperty, checked: EditProperty): void {
    const own = (asJsonObject(this.listed['$defs']) ?? {}) as Record<string, JsonSchema>;
    const listedPath = path.map((name) => this.#listedNames.get(name) ?? name);
    this.listed = editSchema(this.listed, listedPath, own, listed) ?? this.listed;
    this.checked = editSchema(this.checked, path, this.#definitions, checked) ?? this.checked;
  }
}

function editChecked(editor: ArgumentEditor, operation: OperationDescriptor, each: ArgumentChange): void {
  const { path, change } = each;
  const isFixed = change.value !== undefined || change.claim !== undefined;
  if (isFixed || change.hidden === true) {
    checkHidden(operation, each, editor.checked);
    // An unknown argument is refused at the top; below, the object may be open.
    editor.edit(path, removeProperty, path.length === 1 ? removeProperty : forbidProperty);
    return;
  }
  const { enum: only, name, required = change.default === undefined ? undefined : false } = change;
  if (change.description !== undefined || change.default !== undefined || only !== undefined)
    editor.edit(path, replaceProperty(annotateListed(change)), (owner) => owner);
  if (only !== undefined) editor.edit(path, (owner) => owner, replaceProperty(restrictTo(only)));
  if (required !== undefined) editor.edit(path, requireProperty(required), requireProperty(required));
  if (name !== undefined) {
    checkName(operation, each, name, editor.checked);
    editor.edit(path, renameProperty(name), renameProperty(name));
  }
}

/** @throws OpenApiMcpError OPTION_INVALID if nothing would be sent for a required argument */
function checkHidden(
  { name, parameters, body }: OperationDescriptor,
  { text, path, change }: ArgumentChange,
  checked: JsonSchema,
): void {
  if (change.value !== undefined || change.claim !== undefined || path.length > 1) return;
  const isRequired =
    parameters.some(({ argument, required }) => argument === path[0] && required) ||
    (path[0] === 'body' && body?.required === true) ||
    (Array.isArray(checked['required']) && checked['required'].includes(path[0] ?? ''));
  if (isRequired)
    throw invalid(`${name}: the argument ${text} is required, so it cannot be hidden`, 'Give it a value.');
}

/** @throws OpenApiMcpError OPTION_INVALID for a name that another argument has */
function checkName(
  operation: OperationDescriptor,
  { text, path }: ArgumentChange,
  name: string,
  checked: JsonSchema,
): void {
  const isTaken = path.length === 1 && Object.hasOwn(asJsonObject(checked['properties']) ?? {}, name);
  if (isTaken && path[0] !== name)
    throw invalid(
      `${operation.name}: the argument ${text} cannot be named ${name}, which is another argument`,
      'Choose another name.',
    );
}

function moves({ path, change: { name, value, claim, hidden } }: ArgumentChange): ArgumentStep[] {
  if (name === undefined || value !== undefined || claim !== undefined || hidden === true) return [];
  return [{ kind: 'move', from: [...path.slice(0, -1), name], to: path }];
}

function values(operation: OperationDescriptor, { path, change }: ArgumentChange): ArgumentStep[] {
  if (change.claim !== undefined) return [{ kind: 'claim', path, claim: change.claim }];
  if (change.value !== undefined) return [fixedStep(path, change.value)];
  if (change.hidden === true) return [{ kind: 'remove', path }];
  if (change.default === undefined) return [];
  const isInOptional = path.length > 1 && !(path[0] === 'body' && operation.body?.required === true);
  return [{ kind: 'default', path, value: change.default, ...(isInOptional ? { ifPresent: true } : {}) }];
}

/** A text with `${VARIABLE}` is read when the server starts, so that no descriptor and no file contains the value. */
function fixedStep(path: string[], value: Json): ArgumentStep {
  return typeof value === 'string' && value.includes('${')
    ? { kind: 'variable', path, template: value }
    : { kind: 'fixed', path, value };
}

function invalid(message: string, hint: string): OpenApiMcpError {
  return new OpenApiMcpError('OPTION_INVALID', message, { hint });
}
