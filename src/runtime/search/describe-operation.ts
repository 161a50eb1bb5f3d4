import { withDefinitions } from '../arguments/arguments-schema.ts';
import { exampleArguments } from './example-arguments.ts';
import { outlineSchema } from './outline-schema.ts';
import { plainText } from './plain-text.ts';
import type { ValidateArguments } from '../arguments/validate-arguments.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/** Describes an operation completely for a model. `api` must contain the schemas of responses. */
export async function describeOperation(
  api: ApiDescriptor,
  operation: OperationDescriptor,
  validate: ValidateArguments,
  hasResources: boolean,
): Promise<JsonObject> {
  const { name, title, details, method, path, tags, deprecated, inputSchema, resource } = operation;
  const description = details ?? operation.description;
  const example = exampleArguments(withDefinitions(operation, api));
  const isValid = (await validate(operation, example)).problems.length === 0;
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined || description === title ? {} : { description }),
    method,
    path,
    ...(tags.length === 0 ? {} : { tags }),
    ...(deprecated ? { deprecated } : {}),
    ...effects(operation),
    arguments: inputSchema,
    returns: describeReturns(api, operation),
    // An invalid example would mislead the model.
    ...(isValid ? { example: { name, arguments: example } } : {}),
    ...(resource === undefined || !hasResources ? {} : { resource: resource.uri }),
  };
}

/** Returns the hints about the effect of a call. */
function effects({ annotations: { readOnlyHint, destructiveHint } }: OperationDescriptor): JsonObject {
  return { readOnly: readOnlyHint, ...(readOnlyHint ? {} : { destructive: destructiveHint }) };
}

/** Returns an entry for each successful response, or for the fallback response if there is none. */
function describeReturns({ responseDefinitions }: ApiDescriptor, { responses }: OperationDescriptor): Json[] {
  const successes = responses.filter(({ status }) => status.startsWith('2'));
  const shown =
    successes.length > 0 ? successes : responses.filter(({ status }) => status === 'default').slice(0, 1);
  return shown.map(({ status, description, content }): JsonObject => {
    const [first] = content;
    const schema = content.find((each) => each.schema !== undefined)?.schema;
    return {
      status,
      ...(description === undefined ? {} : { description: plainText(description) }),
      ...(first === undefined ? {} : { mediaTypes: content.map(({ mediaType }) => mediaType) }),
      ...(schema === undefined ? {} : { shape: outlineSchema(schema, responseDefinitions) }),
    };
  });
}
