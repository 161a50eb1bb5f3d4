import { asJsonObject } from '../json/narrow.ts';
import { inPlaceSchemas } from '../schema/in-place-schemas.ts';
import { propertiesOf } from './edit-schema.ts';
import type { Definitions } from './edit-schema.ts';
import type { JsonSchema } from '../json/value.ts';

/**
 * Returns the path of an argument such as `petId` or `body.owner.name`, or `undefined` if the schema has none. A name may
 * contain dots itself: the longest name that exists is read first.
 */
export function argumentPath(
  schema: JsonSchema,
  text: string,
  definitions: Definitions,
): string[] | undefined {
  const owners = inPlaceSchemas([schema], definitions);
  if (owners.some((owner) => Object.hasOwn(propertiesOf(owner), text))) return [text];
  for (let dot = text.lastIndexOf('.'); dot > 0; dot = text.lastIndexOf('.', dot - 1)) {
    const name = text.slice(0, dot);
    for (const owner of owners) {
      const property = asJsonObject(propertiesOf(owner)[name]);
      const rest = property && argumentPath(property, text.slice(dot + 1), definitions);
      if (rest !== undefined) return [name, ...rest];
    }
  }
  return undefined;
}
