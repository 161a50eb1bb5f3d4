import { OpenApiMcpError } from '../../errors.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import type { NamedOverlay, OverlayFault } from './overlay-document.ts';
import type { Position } from '../positions/locate-pointer.ts';

/** Returns the position of a value in an overlay; undefined for an overlay that is no text. */
export type OverlayLocator = (pointer: string) => Position | undefined;

/** Parses the text of an overlay for the places of its values. Only an overlay with a mistake is parsed again. */
export async function locateIn({ text }: NamedOverlay): Promise<OverlayLocator> {
  if (text === undefined) return () => undefined;
  const { createPointerLocator } = await import('../positions/locate-pointer.ts');
  return createPointerLocator(text);
}

/** Returns a place as `corrections.yaml:4:5`, or the name of the overlay alone. */
export function placeIn(source: string, position: Position | undefined): string {
  return position === undefined ? source : `${source}:${position.line}:${position.column}`;
}

/** Returns the error of an overlay that cannot be applied, with the places of its mistakes. */
export async function overlayError(named: NamedOverlay, fault: OverlayFault): Promise<OpenApiMcpError> {
  const { source } = named;
  const { mistakes, hint, cause } = fault;
  const locate = await locateIn(named);
  const [only] = mistakes;
  if (only !== undefined && mistakes.length === 1) {
    const position = locate(only.pointer);
    const subject = position === undefined ? `the overlay ${source}` : 'the overlay';
    return new OpenApiMcpError('OVERLAY_INVALID', `${subject} cannot be applied: ${only.message}`, {
      ...omitUndefined({ hint, cause }),
      location: { source, ...position },
    });
  }
  const lines = mistakes.map(({ pointer, message }) => {
    const position = locate(pointer);
    return `\n- ${position === undefined ? '' : `${placeIn(source, position)}: `}${message}`;
  });
  return new OpenApiMcpError('OVERLAY_INVALID', `the overlay ${source} cannot be applied:${lines.join('')}`, {
    location: { source },
  });
}
