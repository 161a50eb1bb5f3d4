import type { Report } from '../errors.ts';
import { frameworkNameMessage, repairTypes } from './framework-names.ts';
import { isOperationMethod } from '../http/method.ts';
import { isJsonObject } from '../json/narrow.ts';
import { formatPointer, resolveReference } from '../json/pointer.ts';
import type { JsonObject } from '../json/value.ts';
import type { ObjectType } from './object-types.ts';
import type { Dialect } from './openapi-version.ts';
import { repairContent, repairContentHolder, repairMediaType } from './repair-content.ts';
import type { ReportRepair } from './repair-content.ts';
import { repairRequirements, repairTags } from './repair-requirements.ts';
import { repairServers } from './repair-servers.ts';
import { repairSwaggerFields } from './repair-swagger-fields.ts';
import { isBodyParameter, moveBodyParameters } from './swagger-body.ts';
import { arrayStyle, extractSchema, hasSchemaKeywords } from './swagger-parameter.ts';

/** Repairs the objects of one document. */
export interface ObjectRepair {
  /** Repairs one object in place, before its children. Objects of other types stay as they are. */
  repair(node: JsonObject, type: ObjectType, path: readonly (string | number)[]): void;
  /** Makes the repairs that need other objects, when all references resolve against `root`. */
  finish(root: JsonObject): void;
}

/**
 * Repairs the objects of a document whose parts stand in the wrong place, or in the form of another version. `dialect` is
 * that of the document.
 */
export function createObjectRepair(dialect: Dialect, report: Report): ObjectRepair {
  const isSwagger = dialect === '2.0';
  const pathItems: { pathItem: JsonObject; pointer: string }[] = [];
  let hasBodyParameters = false;

  /** The path of the object that is repaired. One closure reports for all objects, because there are many. */
  let at: readonly (string | number)[] = [];
  const reportRepair: ReportRepair = (message, ...keys) =>
    report({ kind: 'repaired', pointer: formatPointer([...at, ...keys]), message });

  function repairObject(node: JsonObject, type: ObjectType): void {
    if (type === 'pathItem') repairMethods(node, reportRepair);
    if (type === 'pathItem' || type === 'operation') repairParameterList(node, reportRepair);
    if (type === 'document' || type === 'operation') repairRequirements(node, reportRepair);
    if (type === 'operation') repairTags(node, reportRepair);
    else if (type === 'parameter') repairLocation(node, reportRepair);
    if (isSwagger) return;
    if (type === 'document') repairSwaggerFields(node, reportRepair);
    if (type === 'document' || type === 'pathItem' || type === 'operation') repairServers(node, reportRepair);
    else if (type === 'requestBody' || type === 'response') repairContentHolder(node, reportRepair);
    else if (type === 'mediaType') repairMediaType(node, reportRepair);
    else if (type === 'parameter' && isBodyParameter(node)) hasBodyParameters = true;
    else if (type === 'parameter' || type === 'header') repairParameter(node, reportRepair);
  }

  return {
    repair(node, type, path) {
      if (type === 'leaf') return;
      const hasTypes = type === 'schema' || (isSwagger && (type === 'parameter' || type === 'header'));
      if (hasTypes && repairTypes(node))
        report({ kind: 'ignored', pointer: formatPointer([...path, 'type']), message: frameworkNameMessage });
      // Most objects are schemas, which later stages repair.
      if (type === 'schema') return;
      at = path;
      repairObject(node, type);
      if (type === 'pathItem' && !isSwagger) pathItems.push({ pathItem: node, pointer: formatPointer(path) });
    },
    finish(root) {
      if (!hasBodyParameters) return;
      const resolve = (node: JsonObject): JsonObject => {
        const target = typeof node['$ref'] === 'string' ? resolveReference(root, node['$ref']) : undefined;
        return isJsonObject(target) ? target : node;
      };
      for (const { pathItem, pointer } of pathItems) {
        if (!moveBodyParameters(pathItem, resolve, undefined)) continue;
        const message = 'Parameters in body or formData were read as the request body.';
        report({ kind: 'repaired', pointer, message });
      }
    },
  };
}

/** Renames the methods of a path item that are not in lower case. */
function repairMethods(pathItem: JsonObject, report: ReportRepair): void {
  const renamed = Object.keys(pathItem).filter((key) => {
    const method = key.toLowerCase();
    return key !== method && isOperationMethod(method) && pathItem[method] === undefined;
  });
  if (renamed.length === 0) return;
  const entries = Object.entries(pathItem);
  for (const [key] of entries) delete pathItem[key];
  // All keys are set again, so that the operations keep their order.
  for (const [key, value] of entries) pathItem[renamed.includes(key) ? key.toLowerCase() : key] = value;
  for (const key of renamed) report(`${key} was read as ${key.toLowerCase()}.`, key);
}

/** Repairs `parameters` that are a map of parameters by name, or a single parameter. */
function repairParameterList(holder: JsonObject, report: ReportRepair): void {
  const { parameters } = holder;
  if (!isJsonObject(parameters)) return;
  if (typeof parameters['name'] === 'string' && typeof parameters['in'] === 'string') {
    holder['parameters'] = [parameters];
  } else {
    holder['parameters'] = Object.entries(parameters).flatMap(([name, parameter]) => {
      if (!isJsonObject(parameter)) return [];
      return [typeof parameter['$ref'] === 'string' ? parameter : { name, ...parameter }];
    });
  }
  report('parameters was read as a list of parameters.', 'parameters');
}

/** Locations of parameters with a capital, by their names in lower case. */
const locations = new Map([['formdata', 'formData']]);

/** Repairs the location of a parameter that is in another case. */
function repairLocation(node: JsonObject, report: ReportRepair): void {
  const declared = node['in'];
  if (typeof declared !== 'string') return;
  const lower = declared.toLowerCase();
  const location = locations.get(lower) ?? lower;
  if (location === declared) return;
  node['in'] = location;
  report(`${declared} was read as ${location}.`, 'in');
}

/** Repairs a parameter or header that has the keywords of its schema beside its name, as in Swagger 2.0. */
function repairParameter(node: JsonObject, report: ReportRepair): void {
  if (isJsonObject(node['content'])) return repairContent(node['content'], report);
  if (node['schema'] !== undefined || typeof node['$ref'] === 'string' || isBodyParameter(node)) return;
  if (!hasSchemaKeywords(node)) return;
  const style = node['collectionFormat'] === undefined ? {} : arrayStyle(node, node['in']);
  const schema = extractSchema(node);
  if (schema['type'] === 'array') Object.assign(node, style);
  node['schema'] = schema;
  report('The keywords of a schema stand beside the name, and were read as the schema.');
}
