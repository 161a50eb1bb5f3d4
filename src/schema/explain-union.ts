import { allowedValues, formatGiven, formatList, joinPath, maximumValues, pathOf } from './error-text.ts';
import { asArray, asJsonObject } from '../json/narrow.ts';
import type { Subject } from './error-text.ts';
import type { ErrorNode } from './union-capability-types.ts';
import type { Json, JsonObject } from '../json/value.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';

/** Most errors of an alternative that are shown. */
const maximumErrors = 20;

/** Returns the error of `anyOf` or `oneOf`, with the errors of each alternative that the value could be meant for. */
export function explainUnion(
  { error, alternatives }: ErrorNode,
  subject: Subject,
  explain: (node: ErrorNode) => string,
): string {
  const place = pathOf(error.instancePath, subject);
  const isMeant = (nodes: ErrorNode[]): boolean => !nodes.some((node) => isOfOtherKind(node, error));
  const meant = alternatives.filter(isMeant);
  const kinds = alternatives.length > 1 && meant.length === 0 ? allowedKinds(alternatives, error) : undefined;
  if (kinds !== undefined) return explain(kinds);
  const missing = alternatives.length > 1 ? missingKind(alternatives, error) : undefined;
  if (missing !== undefined)
    return `${joinPath(place, missing.name)}: is required, one of ${formatList(missing.values, true)}`;
  const shown = meant.length === 0 ? alternatives : meant;
  const reasons = shown
    .slice(0, maximumValues)
    .map((nodes) => nodes.slice(0, maximumErrors).map(explain).join('; '));
  const distinct = [...new Set(reasons)];
  if (distinct.length === 1 && alternatives.length > 1) return distinct.join();
  return reasons.length === 0
    ? `${place}: fits no alternative, got ${formatGiven(error, subject)}`
    : `${place}: fits no alternative: ${distinct.slice(0, 4).join(' — or — ')}`;
}

/** Returns true for a property of an object that has none of the values that an alternative is told by. */
function isOfOtherKind({ error }: ErrorNode, union: ErrorNode['error']): boolean {
  return (
    (error.keyword === 'const' || error.keyword === 'enum') &&
    error.instancePath.lastIndexOf('/') === union.instancePath.length
  );
}

/** Returns one error for a property whose value is that of no alternative. */
function allowedKinds(alternatives: ErrorNode[][], union: ErrorNode['error']): ErrorNode | undefined {
  const found = alternatives.map((nodes) => nodes.find((node) => isOfOtherKind(node, union)));
  const errors = found.flatMap((node) => (node === undefined ? [] : [node.error]));
  const [first] = errors;
  if (first === undefined || errors.some(({ instancePath }) => instancePath !== first.instancePath))
    return undefined;
  const values = new Set(errors.flatMap(allowedValues));
  const params = { allowedValues: [...values] };
  return { error: { ...first, keyword: 'enum', params, parentSchema: {} }, alternatives: [] };
}

/** Returns the property that tells the alternatives apart, with its values, if an object lacks it. */
function missingKind(
  alternatives: ErrorNode[][],
  union: ErrorNode['error'],
): { name: string; values: Json[] } | undefined {
  const found = alternatives.map((nodes) =>
    nodes.flatMap(({ error }) => (error.instancePath === union.instancePath ? missingValues(error) : [])),
  );
  const name = found[0]?.[0]?.name;
  const ofName = found.map((each) => each.filter((one) => one.name === name));
  if (name === undefined || ofName.some((each) => each.length === 0)) return undefined;
  return { name, values: [...new Set(ofName.flat().flatMap(({ values }) => values))] };
}

function missingValues({ keyword, params, parentSchema }: ErrorObject): { name: string; values: Json[] }[] {
  if (keyword !== 'required') return [];
  const name = String((params as JsonObject)['missingProperty']);
  const schema = asJsonObject(asJsonObject(parentSchema?.['properties'])?.[name]);
  const values = asArray(schema?.['enum']) ?? (schema?.['const'] === undefined ? [] : [schema['const']]);
  return values.length === 0 ? [] : [{ name, values }];
}
