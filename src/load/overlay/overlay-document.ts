import { OpenApiMcpError } from '../../errors.ts';
import { asArray, asJsonObject, asString } from '../../json/narrow.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/** An overlay, with its name in messages. */
export interface NamedOverlay {
  source: string;
  overlay: object;
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
}

/**
 * Checks an overlay (Overlay 1.0 and 1.1).
 *
 * @throws OpenApiMcpError OVERLAY_INVALID with every mistake
 */
export function checkOverlay(value: Json, source: string): CheckedOverlay {
  const document = asJsonObject(value);
  const version = asString(document?.['overlay']);
  if (document === undefined || version === undefined)
    throw invalid(source, ['it has no field `overlay` with a version'], {
      hint: 'An overlay begins with `overlay: 1.1.0`. The document itself is given without --overlay.',
    });
  if (!/^1\.[01](\.|$)/.test(version))
    throw invalid(source, [`its version ${JSON.stringify(version)} is not supported`], {
      hint: 'Write the overlay in version 1.0 or 1.1.',
    });
  const given = asArray(document['actions']);
  if (given === undefined || given.length === 0)
    throw invalid(source, ['`actions` must be a list of actions']);
  const mistakes: string[] = [];
  const actions = given.flatMap((action, index) => {
    const read = readAction(asJsonObject(action) ?? {}, index);
    if (typeof read !== 'string') return [read];
    mistakes.push(`actions[${index}] ${read}`);
    return [];
  });
  if (mistakes.length > 0) throw invalid(source, mistakes);
  return { source, replaces: version.startsWith('1.0'), actions };
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

/** Returns the error of an overlay. */
export function invalid(
  source: string,
  mistakes: string[],
  details: { hint?: string; cause?: unknown } = {},
): OpenApiMcpError {
  const message =
    mistakes.length === 1
      ? `the overlay ${source} cannot be applied: ${mistakes[0]}`
      : `the overlay ${source} cannot be applied:${mistakes.map((mistake) => `\n- ${mistake}`).join('')}`;
  return new OpenApiMcpError('OVERLAY_INVALID', message, { ...details, location: { source } });
}
