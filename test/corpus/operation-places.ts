import { isJson } from '../../src/http/media-type.ts';
import { asArray, asJsonObject } from '../../src/json/narrow.ts';
import {
  childPointer,
  formatPointer,
  parsePointer,
  parseReference,
  valueAt,
} from '../../src/json/pointer.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../src/descriptor.ts';
import type { Json, JsonObject, JsonSchema } from '../../src/json/value.ts';

/** A schema of a document as it was written, with the schema that values are checked with. */
export interface SchemaPlace {
  pointer: string;
  /** The pointer that findings about the schema begin with. */
  findingsPointer: string;
  checking: JsonSchema;
}

type Candidate = Omit<SchemaPlace, 'checking'> & { checking: Json | undefined };

/** Returns the schemas of the parameters, bodies and responses of all operations, each once. Only JSON has a schema. */
export function operationPlaces(
  original: JsonObject,
  { operations }: ApiDescriptor,
): Record<'request' | 'response', SchemaPlace[]> {
  return {
    request: distinct(
      original,
      operations.flatMap((operation) => requestPlaces(original, operation)),
    ),
    response: distinct(
      original,
      operations.flatMap((operation) => responsePlaces(original, operation)),
    ),
  };
}

/** Returns the value at a pointer of a document. */
export function readPointer(document: JsonObject, pointer: string): Json | undefined {
  return valueAt(document, parsePointer(pointer) ?? []);
}

function distinct(original: JsonObject, candidates: Candidate[]): SchemaPlace[] {
  const places = candidates.flatMap((candidate): [string, SchemaPlace][] => {
    const checking = asJsonObject(candidate.checking);
    const schema = asJsonObject(readPointer(original, candidate.pointer));
    return checking === undefined || schema === undefined
      ? []
      : [[candidate.pointer, { ...candidate, checking }]];
  });
  return [...new Map(places).values()];
}

function requestPlaces(original: JsonObject, operation: OperationDescriptor): Candidate[] {
  const item = follow(original, childPointer('/paths', operation.path));
  const pointer = childPointer(item, operation.method.toLowerCase());
  const declared = [item, pointer].flatMap((holder) =>
    parametersOf(original, childPointer(holder, 'parameters')),
  );
  const properties = asJsonObject(operation.argumentsSchema?.['properties']) ?? {};
  const find = (location: string, name?: string): string | undefined =>
    declared.findLast((each) => {
      const parameter = asJsonObject(readPointer(original, each));
      return parameter?.['in'] === location && (name === undefined || parameter['name'] === name);
    });
  const parameters = operation.parameters.flatMap(({ argument, name, in: location }): Candidate[] => {
    const place = find(location, name);
    if (place === undefined) return [];
    const [mediaType] = Object.keys(
      asJsonObject(readPointer(original, childPointer(place, 'content'))) ?? {},
    );
    const holder = mediaType === undefined ? place : childPointer(place, 'content', mediaType);
    const schema = childPointer(holder, 'schema');
    return [{ pointer: schema, findingsPointer: place, checking: properties[argument] }];
  });
  return [...parameters, ...bodyPlaces(original, operation, pointer, find('body'))];
}

function bodyPlaces(
  original: JsonObject,
  { body, argumentsSchema }: OperationDescriptor,
  pointer: string,
  swaggerBody: string | undefined,
): Candidate[] {
  const whole = asJsonObject(argumentsSchema?.['properties'])?.['body'];
  const place = follow(original, childPointer(pointer, 'requestBody'));
  return (body?.content ?? []).flatMap(({ mediaType, branch, bytes }): Candidate[] => {
    if (!isJson(mediaType) || bytes !== undefined) return [];
    const checking = branch === undefined ? whole : asArray(asJsonObject(whole)?.['anyOf'])?.[branch];
    const holder = swaggerBody ?? childPointer(place, 'content', mediaType);
    return [{ pointer: childPointer(holder, 'schema'), findingsPointer: place, checking }];
  });
}

function responsePlaces(original: JsonObject, { path, method, responses }: OperationDescriptor): Candidate[] {
  const operation = childPointer(follow(original, childPointer('/paths', path)), method.toLowerCase());
  return responses.flatMap(({ status, content }) => {
    const place = follow(original, childPointer(operation, 'responses', status));
    return content.flatMap(({ mediaType, schema: checking }): Candidate[] => {
      if (!isJson(mediaType)) return [];
      const holder = original['swagger'] === undefined ? childPointer(place, 'content', mediaType) : place;
      return [{ pointer: childPointer(holder, 'schema'), findingsPointer: place, checking }];
    });
  });
}

function parametersOf(original: JsonObject, pointer: string): string[] {
  const list = asArray(readPointer(original, pointer)) ?? [];
  return list.map((_, index) => follow(original, childPointer(pointer, index)));
}

/** Returns the pointer that the references at a pointer lead to. */
function follow(original: JsonObject, pointer: string): string {
  const reference = asJsonObject(readPointer(original, pointer))?.['$ref'];
  const path = typeof reference === 'string' ? parseReference(reference) : undefined;
  return path === undefined ? pointer : follow(original, formatPointer(path));
}
