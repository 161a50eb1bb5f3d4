import type { DescribeOptions } from '../../src/describe/describe-options.ts';
import type { Finding } from '../../src/errors.ts';
import { describeModel } from '../../src/describe/describe-model.ts';
import { buildModel } from '../../src/model/build-model.ts';
import type { ApiModel, Operation } from '../../src/model/api-model.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../src/descriptor.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

/** The model and the description of a document in the 3.1 dialect. */
export interface Described {
  model: ApiModel;
  descriptor: ApiDescriptor;
  /** The first operation. */
  operation: OperationDescriptor;
  findings: Finding[];
  /** `kind pointer` of each finding. */
  found: string[];
}

/** Builds the model of a document, and describes it. */
export function describeDocument(document: JsonObject, options: DescribeOptions = {}): Described {
  const findings: Finding[] = [];
  const report = (finding: Finding): void => void findings.push(finding);
  const model = buildModel({ document }, report);
  const descriptor = describeModel(model, options, report);
  const [operation] = descriptor.operations;
  if (operation === undefined) throw new Error('the document has no operation');
  const found = findings.map(({ kind, pointer }) => `${kind} ${pointer}`);
  return { model, descriptor, operation, findings, found };
}

/** Returns the model of a document with one operation at `/things`. */
export function modelOf(
  operation: JsonObject,
  rest: { item?: JsonObject; path?: string; method?: string } & JsonObject = {},
): { operation: Operation; found: string[]; findings: Finding[] } {
  const { item, path = '/things', method = 'get', ...root } = rest;
  const findings: Finding[] = [];
  const document: JsonObject = {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    paths: { [path]: { ...item, [method]: operation } },
    ...root,
  };
  const model = buildModel({ document }, (finding) => void findings.push(finding));
  const [built] = model.operations;
  if (built === undefined) throw new Error('the document has no operation');
  return {
    operation: built,
    findings,
    found: findings.map(({ kind, pointer }) => `${kind} ${pointer}`),
  };
}

/** Returns a document with one operation whose request and response are JSON of a schema. */
export function schemaDocument(schema: Json, schemas: JsonObject = {}): JsonObject {
  const content = { 'application/json': { schema } };
  return {
    openapi: '3.1.0',
    info: { title: 'Schemas', version: '1' },
    paths: {
      '/schema': {
        post: {
          operationId: 'call',
          requestBody: { content },
          responses: { '200': { description: 'Done', content } },
        },
      },
    },
    components: { schemas },
  };
}

/** Returns a value that is nested in as many levels as given. */
export function nested(levels: number, wrap: (inner: Json) => Json, innermost: Json): Json {
  let value = innermost;
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}
