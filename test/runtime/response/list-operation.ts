import { openApi } from '../../support/call.ts';
import { documentOf } from '../../support/document.ts';
import type { OperationDescriptor } from '../../../src/descriptor.ts';

/** Returns an operation with query parameters, `name` or `name:type`. */
export async function operationOf(...parameters: string[]): Promise<OperationDescriptor> {
  await using api = await openApi(
    documentOf({
      parameters: parameters.map((parameter) => {
        const [name = '', type = 'integer'] = parameter.split(':');
        return { name, in: 'query', schema: { type } };
      }),
    }),
  );
  const [operation] = api.descriptor.operations;
  if (operation === undefined) throw new Error('the document has no operation');
  return operation;
}
