import { asJsonObject, asStrings } from '../json/narrow.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { expandSchemas, propertyNames, propertySchemas, typesOf } from './argument-schemas.ts';
import { readToolArguments } from './tool-arguments.ts';
import type { JsonObject, OperationDescriptor } from '../index.ts';

/** A required argument, or a required property within one. */
interface RequiredArgument {
  /** Its flag without dashes, such as `body.name`. */
  flag: string;
  schemas: JsonObject[];
}

/** Asks a question on a terminal. */
export interface Asker {
  question(text: string): Promise<string>;
  /** Shows why an answer was refused. */
  refuse(reason: string): void;
}

/** Returns the required arguments of an operation. An object stands for its required properties, one level deep. */
export function requiredArguments({ inputSchema: root }: OperationDescriptor): RequiredArgument[] {
  const outer = expandSchemas([root], root);
  return requiredNames(outer).flatMap((name) => {
    const schemas = propertySchemas(outer, name, root);
    const inner = [...typesOf(schemas)].join() === 'object' ? requiredNames(schemas) : [];
    if (inner.length === 0) return [{ flag: name, schemas }];
    return inner.map((key) => ({ flag: `${name}.${key}`, schemas: propertySchemas(schemas, key, root) }));
  });
}

function requiredNames(schemas: JsonObject[]): string[] {
  const known = new Set(propertyNames(schemas));
  return [...new Set(schemas.flatMap((schema) => asStrings(schema['required'])))].filter((name) =>
    known.has(name),
  );
}

/**
 * Asks for the required arguments of an operation one by one, and returns them. An answer that cannot be read is asked for
 * again.
 */
export async function askArguments(operation: OperationDescriptor, asker: Asker): Promise<JsonObject> {
  let args: JsonObject = {};
  for (const { flag, schemas } of requiredArguments(operation)) {
    let isRead = false;
    while (!isRead) {
      const answer = (await asker.question(`${flag}${hintOf(schemas)}: `)).trim();
      try {
        if (answer === '') throw new RangeError('It is required.');
        args = readToolArguments([`--${flag}=${answer}`], operation, args);
        isRead = true;
      } catch (error) {
        if (!isOpenApiMcpError(error) && !(error instanceof RangeError)) throw error;
        asker.refuse(error.message);
      }
    }
  }
  return args;
}

/** Returns the values or the type of an argument, and its description in short. */
function hintOf(schemas: JsonObject[]): string {
  const values = schemas.flatMap(({ enum: given }) => (Array.isArray(given) ? given.map(String) : []));
  const type =
    values.length > 0 && values.length <= 12
      ? [...new Set(values)].join('|')
      : [...typesOf(schemas)].join('|');
  const description = schemas
    .map((schema) => asJsonObject(schema)?.['description'])
    .find((text) => typeof text === 'string');
  const [first = ''] = String(description ?? '').split(/(?<=\.)\s|\n/, 1);
  const words = [type, first.length > 80 ? `${first.slice(0, 79)}…` : first].filter((word) => word !== '');
  return words.length === 0 ? '' : ` (${words.join('; ')})`;
}
