import { parseJson, writeJson } from '../../json/exact-json.ts';
import { mapValues } from '../../json/map-values.ts';
import { isWireObject } from '../../json/narrow.ts';
import type { ResponseShaping } from '../../descriptor.ts';
import type { Json, WireObject, WireValue } from '../../json/value.ts';
import type { ResponseData } from '../response/read-response.ts';

/** The text in place of a masked value. */
const mask = '***';

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
  return body.kind === 'text' ? { ...body, text: hideInLines(body.text, hide) } : body;
}

/** Hides parts of the lines that are JSON: of a stream of events, and of JSON lines and sequences. */
function hideInLines(text: string, hide: (value: WireValue) => WireValue): string {
  return text.replaceAll(/^([^[{]?|data: ?)([[{].*)$/gm, (line, start: string, json: string) => {
    try {
      return `${start}${writeJson(hide(parseJson(json)))}`;
    } catch {
      return line;
    }
  });
}

type ChangeMember = (owner: WireObject | WireValue[], key: string) => WireObject | WireValue[];

/** Returns a value with the parts changed that a path leads to. */
function change(value: WireValue, [segment = '', ...rest]: string[], edit: ChangeMember): WireValue {
  if (Array.isArray(value)) {
    if (rest.length === 0)
      return segment === '*'
        ? value.reduceRight<WireValue>(
            (list, _, index) => (Array.isArray(list) ? edit(list, String(index)) : list),
            value,
          )
        : edit(value, segment);
    return value.map((item, index) =>
      segment === '*' || segment === String(index) ? change(item, rest, edit) : item,
    );
  }
  if (!isWireObject(value)) return value;
  if (rest.length > 0)
    return mapValues(value, (item, key) =>
      segment === '*' || segment === key ? change(item, rest, edit) : item,
    );
  const keys = segment === '*' ? Object.keys(value) : [segment];
  return keys.reduce<WireValue>((owner, key) => (isWireObject(owner) ? edit(owner, key) : owner), value);
}

const remove: ChangeMember = (owner, key) => {
  if (Array.isArray(owner)) return owner.filter((_, index) => String(index) !== key);
  return Object.fromEntries(Object.entries(owner).filter(([name]) => name !== key));
};

const replace: ChangeMember = (owner, key) => {
  if (Array.isArray(owner)) return owner.map((item, index) => (String(index) === key ? mask : item));
  return mapValues(owner, (item, name) => (name === key ? mask : item));
};
