import { asArray, asJsonObject, asString } from '../../json/narrow.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/** An overlay, with its name in messages. */
export interface NamedOverlay {
  source: string;
  overlay: object;
  /** The text of a file, for the places of mistakes. */
  text?: string;
}

/** A mistake in an overlay. */
export interface OverlayMistake {
  /** A JSON pointer into the overlay. */
  pointer: string;
  message: string;
}

/** An overlay that cannot be applied. `applyOverlays` turns it into the error of a person, with lines. */
export class OverlayFault extends Error {
  readonly mistakes: OverlayMistake[];
  readonly hint: string | undefined;

  constructor(mistakes: OverlayMistake[], details: { hint?: string; cause?: unknown } = {}) {
    super(mistakes.map(({ message }) => message).join('; '), details);
    this.mistakes = mistakes;
    this.hint = details.hint;
  }
}

/** An action of an overlay (Overlay 1.1 §4.4.3). */
export type OverlayAction = { target: string; index: number } & (
  { kind: 'remove' } | { kind: 'update'; update: Json } | { kind: 'copy'; from: string }
);

/** A checked overlay. */
export interface CheckedOverlay {
  source: string;
  /** True for 1.0, which replaces a value by one of another type. */
  replaces: boolean;
  actions: OverlayAction[];
  /** The URI of the document that it is for. */
  extends?: string;
}

/**
 * Checks an overlay (Overlay 1.0 and 1.1).
 *
 * @throws OverlayFault with every mistake
 */
export function checkOverlay(value: Json, source: string): CheckedOverlay {
  const document = asJsonObject(value);
  const version = asString(document?.['overlay']);
  if (document === undefined || version === undefined)
    throw fault('', 'it has no field `overlay` with a version', {
      hint: 'An overlay begins with `overlay: 1.1.0`. The document itself is given without --overlay.',
    });
  if (!/^1\.[01](\.|$)/.test(version))
    throw fault('/overlay', `its version ${JSON.stringify(version)} is not supported`, {
      hint: 'Write the overlay in version 1.0 or 1.1.',
    });
  const given = asArray(document['actions']);
  if (given === undefined || given.length === 0)
    throw fault(given === undefined ? '' : '/actions', '`actions` must be a list of actions');
  const mistakes: OverlayMistake[] = [];
  const actions = given.flatMap((action, index) => {
    const read = readAction(asJsonObject(action) ?? {}, index);
    if (typeof read !== 'string') return [read];
    mistakes.push({ pointer: `/actions/${index}`, message: `actions[${index}] ${read}` });
    return [];
  });
  if (mistakes.length > 0) throw new OverlayFault(mistakes);
  const target = asString(document['extends']);
  return {
    source,
    replaces: version.startsWith('1.0'),
    actions,
    ...(target === undefined ? {} : { extends: target }),
  };
}

/** Returns an action, or the mistake in it. */
function readAction(action: JsonObject, index: number): OverlayAction | string {
  const { target, update, copy, remove } = action;
  if (typeof target !== 'string' || !target.startsWith('$'))
    return 'needs a `target`, a JSONPath that begins with $';
  if (remove !== undefined && typeof remove !== 'boolean') return 'needs true or false in `remove`';
  if (remove === true) return { kind: 'remove', target, index };
  if (update !== undefined && copy !== undefined) return 'has both `update` and `copy`';
  if (update !== undefined) return { kind: 'update', target, index, update };
  if (typeof copy === 'string') return { kind: 'copy', target, index, from: copy };
  return 'needs `update`, `copy` or `remove: true`';
}

/** Returns the fault of one mistake. */
export function fault(
  pointer: string,
  message: string,
  details: { hint?: string; cause?: unknown } = {},
): OverlayFault {
  return new OverlayFault([{ pointer, message }], details);
}
