import { isJsonObject } from '../../json/narrow.ts';
import { firstSentence, plainText } from './plain-text.ts';
import { wordsOf } from './query-words.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { Json, JsonSchema } from '../../json/value.ts';

/** What is searched of an operation. */
export type Field = 'title' | 'name' | 'path' | 'action' | 'tags' | 'parameters' | 'description';

/** Longer descriptions are about everything. */
const descriptionLimit = 600;
const titleLimit = 100;

/** The words of a field, as `wordsOf` makes them. */
export function fieldWords(operation: OperationDescriptor, field: Field): string[] {
  switch (field) {
    case 'title':
      return titleWords(operation);
    case 'name':
      return wordsOf(operation.name);
    case 'path':
      return wordsOf(operation.path.replace(/\{[^{}]*\}/g, ' '));
    case 'action':
      return wordsOf(actionOf(operation));
    case 'tags':
      return operation.tags.flatMap(wordsOf);
    case 'parameters':
      return argumentNames(operation.inputSchema).flatMap(wordsOf);
    case 'description':
      return wordsOf(plainText(ownDescription(operation)).slice(0, descriptionLimit));
  }
}

/** Documents without summaries say in the first sentence what others say in the title; without either, in the name. */
export function titleWords(operation: OperationDescriptor): string[] {
  const { title, name } = operation;
  return wordsOf(title ?? (firstSentence(plainText(ownDescription(operation))).slice(0, titleLimit) || name));
}

/** What the document says of an operation; where it says nothing, its tool is described by method and path. */
export function ownDescription({ description = '', deprecated, method, path }: OperationDescriptor): string {
  if (description.endsWith(`${method} ${path}`)) return '';
  return deprecated ? description.replace(/^Deprecated\.\s*/, '') : description;
}

/** What a method does to what the path names, where it is used as HTTP means it (RFC 9110 §9.3). */
function actionOf({ method, path }: OperationDescriptor): string {
  const isOfOne = /\}\/?$/.test(path);
  switch (method) {
    case 'GET':
      return isOfOne ? 'get' : 'list';
    case 'POST':
      return isOfOne ? 'update' : 'create';
    case 'PUT':
    case 'PATCH':
      return 'update';
    case 'DELETE':
      return 'delete';
    default:
      return '';
  }
}

/** Of the arguments, and of the properties of a body. */
function argumentNames({ properties }: JsonSchema): string[] {
  const body = isJsonObject(properties) ? properties['body'] : undefined;
  return [...keysOf(properties), ...keysOf(isJsonObject(body) ? body['properties'] : undefined)];
}

function keysOf(value: Json | undefined): string[] {
  return isJsonObject(value) ? Object.keys(value) : [];
}
