import { exampleArguments } from './example-arguments.ts';
import { outlineSchema } from './outline-schema.ts';
import { plainText } from './plain-text.ts';
import type { ValidateArguments } from '../arguments/validate-arguments.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/** Everything that a model takes to call an operation. `api` has the schemas of responses. */
export async function describeOperation(
  api: ApiDescriptor,
  operation: OperationDescriptor,
  check: ValidateArguments,
  hasResources: boolean,
): Promise<JsonObject> {
  const { name, title, description, method, path, tags, deprecated, inputSchema, resource } = operation;
  const example = exampleArguments(inputSchema);
  const fits = (await check(operation, example)).length === 0;
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined || description === title ? {} : { description }),
    method,
    path,
    ...(tags.length === 0 ? {} : { tags }),
    ...(deprecated ? { deprecated } : {}),
    ...changes(operation),
    arguments: inputSchema,
    returns: returnsOf(api, operation),
    // An example that would be refused is worse than none.
    ...(fits ? { example: { name, arguments: example } } : {}),
    ...(resource === undefined || !hasResources ? {} : { resource: resource.uri }),
  };
}

/** What a person would want to know before it is called. */
function changes({ annotations: { readOnlyHint, destructiveHint } }: OperationDescriptor): JsonObject {
  return { readOnly: readOnlyHint, ...(readOnlyHint ? {} : { destructive: destructiveHint }) };
}

/** One entry a successful answer; of an API that declares none, its fallback. */
function returnsOf({ definitions }: ApiDescriptor, { responses }: OperationDescriptor): Json[] {
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
      ...(schema === undefined ? {} : { shape: outlineSchema(schema, definitions) }),
    };
  });
}
