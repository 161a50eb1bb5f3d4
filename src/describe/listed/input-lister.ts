import { memoize } from '../../json/memoize.ts';
import { isJsonObject } from '../../json/narrow.ts';
import { mapSubschemas } from '../../load/map-subschemas.ts';
import { mapValues } from '../../json/map-values.ts';
import { stateExactly } from '../../schema/exact-integers.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { definitionsUsedBy } from './definitions-used-by.ts';
import { inputBounds } from './listing-bounds.ts';
import { nameObjects } from './name-objects.ts';
import { renamedProperties } from './property-names.ts';
import { SchemaLister } from './schema-lister.ts';
import type { ListingBounds } from './listing-bounds.ts';
import type { Profile } from './profile.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { Operation } from '../../model/api-model.ts';
import type { JsonSchema } from '../../json/value.ts';

/** The parts of a descriptor that clients are shown of arguments. */
export type ListedInput = Pick<OperationDescriptor, 'inputSchema' | 'renamedProperties'>;

/** Lists the arguments of operations in the dialect of a profile. */
export class InputLister {
  readonly #definitions: ReadonlyMap<string, JsonSchema>;
  readonly #isWhole: boolean;
  readonly #namesObjects: boolean;
  readonly #lister: SchemaLister;
  readonly #bounds: ListingBounds[];
  /** The operations whose input schemas are open in parts. */
  readonly truncated: Operation[] = [];

  constructor(definitions: ReadonlyMap<string, JsonSchema>, profile: Profile) {
    const { inputBytes, adapt, isWhole, namesObjects } = profile;
    this.#definitions = definitions;
    this.#isWhole = isWhole === true;
    this.#namesObjects = namesObjects === true;
    this.#lister = new SchemaLister(definitions, { adapt, renamesProperties: true });
    this.#bounds = inputBounds(inputBytes);
  }

  /** Returns the schema of arguments that clients are shown, with the properties that it has other names for. */
  list(operation: Operation, argumentsSchema: JsonSchema): ListedInput {
    if (this.#isWhole) return { inputSchema: this.#listWhole(argumentsSchema) };
    const { schema, isTruncated } = this.#lister.list(argumentsSchema, this.#bounds);
    if (isTruncated) this.truncated.push(operation);
    return omitUndefined({
      inputSchema: this.#namesObjects ? nameObjects(schema) : schema,
      renamedProperties: renamedProperties(schema, this.#lister.renamed),
    });
  }

  #listWhole(schema: JsonSchema): JsonSchema {
    const used = definitionsUsedBy(schema, this.#definitions);
    const definitions = mapValues(used, stateAllExactly);
    const stated = stateAllExactly(schema);
    return Object.keys(used).length === 0 ? stated : { ...stated, $defs: definitions };
  }
}

/** Returns a schema that states its integers beyond 2^53 exactly, at all levels. Definitions are parts of many lists. */
const stateAllExactly = memoize((schema: JsonSchema): JsonSchema =>
  mapSubschemas(stateExactly(schema), '', (part) => (isJsonObject(part) ? stateAllExactly(part) : part)),
);
