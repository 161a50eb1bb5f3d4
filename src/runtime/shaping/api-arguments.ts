import { OpenApiMcpError } from '../../errors.ts';
import { isWireObject } from '../../json/narrow.ts';
import { setOwn } from '../../json/set-own.ts';
import type { ArgumentStep, OperationDescriptor } from '../../descriptor.ts';
import type { Json, WireObject, WireValue } from '../../json/value.ts';
import { refuseHiddenNames } from './refuse-hidden-names.ts';
import { claimOf, fillTemplate, textsOf } from './hidden-values.ts';
import type { ApiArguments, HiddenSources } from './hidden-values.ts';

/**
 * Returns the arguments of the API for those of a caller.
 *
 * @throws OpenApiMcpError ARGUMENTS_INVALID if a value that no caller may give has no place, or is given; OPERATION_REFUSED for
 * a missing claim, OPTION_INVALID for a missing variable
 */
export function toApiArguments(
  { shaping, parameters }: Pick<OperationDescriptor, 'shaping' | 'parameters'>,
  given: WireObject,
  sources: HiddenSources,
): ApiArguments {
  const { steps = [] } = shaping?.arguments ?? {};
  const args = structuredClone(given);
  const hidden: string[] = [];
  for (const step of steps) {
    const value = applyStep(args, step, sources);
    if (value !== undefined) hidden.push(...textsOf(value));
  }
  refuseHiddenNames(args, steps, parameters);
  return { args, hidden };
}

/** Applies a step. Returns the value that no caller gave. */
function applyStep(args: WireObject, step: ArgumentStep, sources: HiddenSources): Json | undefined {
  if (step.kind === 'move') return void move(args, step.from, step.to);
  if (step.kind === 'remove') return void take(args, step.path);
  if (step.kind === 'default') {
    const owner = ownerOf(args, step.path, step.ifPresent !== true);
    const name = step.path.at(-1) ?? '';
    if (owner !== undefined && !Object.hasOwn(owner, name)) setOwn(owner, name, structuredClone(step.value));
    return undefined;
  }
  const value =
    step.kind === 'fixed'
      ? step.value
      : step.kind === 'variable'
        ? fillTemplate(step.template, sources.environment)
        : claimOf(step.claim, sources.principal);
  const owner = ownerOf(args, step.path, true);
  if (owner === undefined)
    throw new OpenApiMcpError(
      'ARGUMENTS_INVALID',
      `${step.path[0]} must be an object, because this server adds a value to it; nothing was sent.`,
      { hint: 'Give it as an object, not as text.' },
    );
  setOwn(owner, step.path.at(-1) ?? '', structuredClone(value));
  return value;
}

function move(args: WireObject, from: string[], to: string[]): void {
  const value = take(args, from);
  if (value === undefined) return;
  const owner = ownerOf(args, to, true);
  if (owner !== undefined) setOwn(owner, to.at(-1) ?? '', value);
}

/** Removes and returns the value at a path. */
function take(args: WireObject, path: string[]): WireValue | undefined {
  const owner = ownerOf(args, path, false);
  const name = path.at(-1) ?? '';
  if (owner === undefined || !Object.hasOwn(owner, name)) return undefined;
  const value = owner[name];
  delete owner[name];
  return value;
}

/** Returns the object that the last segment of a path belongs to, or `undefined` if there is none, or another value. */
function ownerOf(args: WireObject, path: string[], creates: boolean): WireObject | undefined {
  let owner = args;
  for (const name of path.slice(0, -1)) {
    if (!Object.hasOwn(owner, name)) {
      if (!creates) return undefined;
      setOwn(owner, name, {});
    }
    const inner = owner[name];
    if (!isWireObject(inner)) return undefined;
    owner = inner;
  }
  return owner;
}
