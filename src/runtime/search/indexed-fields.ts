import { isJsonObject } from '../../json/narrow.ts';
import { firstSentence, plainText } from './plain-text.ts';
import { wordsOf } from './query-words.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { Json, JsonSchema } from '../../json/value.ts';

/** The searched fields of an operation. */
export type Field = 'title' | 'name' | 'path' | 'action' | 'tags' | 'parameters' | 'description';

/** The rest of a long description contains too many unrelated words. */
const descriptionLimit = 600;
const titleLimit = 100;

/** Returns the words of a field, as stems. */
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

/**
 * Returns the words of the title. Without a title, the first sentence of the description or the name serves as one.
 */
export function titleWords(operation: OperationDescriptor): string[] {
  const { title, name } = operation;
  return wordsOf(title ?? (firstSentence(plainText(ownDescription(operation))).slice(0, titleLimit) || name));
}

/**
 * Returns the description from the document, or an empty text if the description was generated from method and path.
 */
export function ownDescription({ description = '', deprecated, method, path }: OperationDescriptor): string {
  if (description.endsWith(`${method} ${path}`)) return '';
  return deprecated ? description.replace(/^Deprecated\.\s*/, '') : description;
}

/** Returns the usual action of a method on a path (RFC 9110 §9.3). */
function actionOf({ method, path }: OperationDescriptor): string {
  const isItem = /\}\/?$/.test(path);
  switch (method) {
    case 'GET':
      return isItem ? 'get' : 'list';
    case 'POST':
      return isItem ? 'update' : 'create';
    case 'PUT':
    case 'PATCH':
      return 'update';
    case 'DELETE':
      return 'delete';
    default:
      return '';
  }
}

/** Returns the names of the arguments and of the properties of a body. */
function argumentNames({ properties }: JsonSchema): string[] {
  const body = isJsonObject(properties) ? properties['body'] : undefined;
  return [...keysOf(properties), ...keysOf(isJsonObject(body) ? body['properties'] : undefined)];
}

function keysOf(value: Json | undefined): string[] {
  return isJsonObject(value) ? Object.keys(value) : [];
}
