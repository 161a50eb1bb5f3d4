import { parseJson, writeJson } from '../../json/exact-json.ts';
import { familyOf, isJson } from '../../http/media-type.ts';
import { mapValues } from '../../json/map-values.ts';
import { isWireObject } from '../../json/narrow.ts';
import type { ResponseShaping } from '../../descriptor.ts';
import type { Json, WireObject, WireValue } from '../../json/value.ts';
import type { ResponseData } from '../response/read-response.ts';

/** The text in place of a masked value. */
const mask = '***';

/** The text in place of JSON that cannot be read, in which a hidden part cannot be found. */
const unreadable = '(not shown: JSON that cannot be read may contain parts that this server hides)';

/** Returns the body of a response without what is dropped, and with what is masked, in JSON and in lines of JSON. */
export function hideParts(
  body: ResponseData,
  { drop = [], mask: masked = [] }: ResponseShaping,
): ResponseData {
  if (drop.length === 0 && masked.length === 0) return body;
  const hide = (value: WireValue): WireValue => {
    const rest = drop.reduce<WireValue>((each, path) => change(each, path, remove), value);
    return masked.reduce<WireValue>((each, path) => change(each, path, replace), rest);
  };
  if (body.kind === 'json') {
    const text = writeJson(hide(parseJson(body.text)));
    return { ...body, text, value: JSON.parse(text) as Json };
  }
  if (body.kind !== 'text') return body;
  // The rest of a response may be missing.
  if (isJson(body.mediaType)) return { ...body, text: unreadable };
  return { ...body, text: hideInLines(body, hide) };
}

/** Hides parts of the lines that are JSON: of a stream of events, and of JSON lines and sequences. */
function hideInLines(
  { text, mediaType }: { text: string; mediaType: string },
  hide: (value: WireValue) => WireValue,
): string {
  return text.replaceAll(/^([^[{]?|data: ?)([[{].*)$/gm, (line, start: string, json: string) => {
    try {
      return `${start}${writeJson(hide(parseJson(json)))}`;
    } catch {
      return familyOf(mediaType) === 'lines' ? `${start}${unreadable}` : line;
    }
  });
}

/** Changes the members of an object or a list that are selected by key or index. */
type ChangeMembers = (
  owner: WireObject | WireValue[],
  isSelected: (key: string | number) => boolean,
) => WireValue;

/** Returns a value with the parts changed that a path leads to. A segment `*` selects every key and index. */
function change(value: WireValue, [segment = '', ...rest]: string[], edit: ChangeMembers): WireValue {
  if (!Array.isArray(value) && !isWireObject(value)) return value;
  const isSelected = (key: string | number): boolean => segment === '*' || segment === String(key);
  if (rest.length === 0) return edit(value, isSelected);
  return mapMembers(value, (member, key) => (isSelected(key) ? change(member, rest, edit) : member));
}

const remove: ChangeMembers = (owner, isSelected) =>
  Array.isArray(owner)
    ? owner.filter((_, index) => !isSelected(index))
    : Object.fromEntries(Object.entries(owner).filter(([key]) => !isSelected(key)));

const replace: ChangeMembers = (owner, isSelected) =>
  mapMembers(owner, (member, key) => (isSelected(key) ? mask : member));

function mapMembers(
  owner: WireObject | WireValue[],
  map: (member: WireValue, key: string | number) => WireValue,
): WireValue {
  return Array.isArray(owner) ? owner.map(map) : mapValues(owner, map);
}
