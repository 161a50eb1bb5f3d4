import type { Json, JsonObject } from '../../src/json/value.ts';

/** A Parameter Object in a test. The default of `schema` is a string. */
export interface ParameterSource {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie' | 'querystring';
  required?: boolean;
  schema?: JsonObject;
  style?: string;
  explode?: boolean;
  allowReserved?: boolean;
  content?: JsonObject;
  example?: Json;
}

/** A Request Body Object in a test: one media type, or all of `content`. */
export interface BodySource {
  mediaType?: string;
  required?: boolean;
  schema?: Json;
  /** The fields of the Media Type Object besides `schema`. */
  media?: JsonObject;
  content?: JsonObject;
}

/** The parts of an operation that differ between tests. */
export interface OperationSource {
  /** @default '3.1.0' */
  openapi?: string;
  /** @default 'get' */
  method?: string;
  /** By default, `/{name}` for each path parameter, or `/things`. */
  path?: string;
  parameters?: readonly ParameterSource[];
  /** The parameters of the path item. */
  sharedParameters?: readonly ParameterSource[];
  body?: BodySource;
  /** The components of the document. */
  schemas?: JsonObject;
  /** `application/json` by default. */
  responses?: JsonObject;
  servers?: JsonObject[];
  pathServers?: JsonObject[];
  operationServers?: JsonObject[];
}

/** The name of the tool of `documentOf`. */
export const tool = 'call';

/** Builds a document with one operation. */
export function documentOf(source: OperationSource): JsonObject {
  const parameters = source.parameters ?? [];
  const shared = source.sharedParameters ?? [];
  return {
    openapi: source.openapi ?? '3.1.0',
    info: { title: 'Wire', version: '1.0.0' },
    ...(source.servers && { servers: source.servers }),
    ...(source.schemas && { components: { schemas: source.schemas } }),
    paths: {
      [source.path ?? pathOf([...shared, ...parameters])]: {
        ...(shared.length > 0 && { parameters: shared.map(parameterObject) }),
        ...(source.pathServers && { servers: source.pathServers }),
        [source.method ?? 'get']: {
          operationId: tool,
          ...(parameters.length > 0 && { parameters: parameters.map(parameterObject) }),
          ...(source.operationServers && { servers: source.operationServers }),
          ...(source.body && { requestBody: bodyObject(source.body) }),
          responses: source.responses ?? {
            '200': { description: 'Done', content: { 'application/json': { schema: {} } } },
          },
        },
      },
    },
  };
}

function pathOf(parameters: readonly ParameterSource[]): string {
  const names = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `/{${name}}`);
  return names.length > 0 ? names.join('') : '/things';
}

function parameterObject({ schema, ...rest }: ParameterSource): JsonObject {
  return {
    ...(rest.in === 'path' && { required: true }),
    ...rest,
    ...(!rest.content && { schema: schema ?? { type: 'string' } }),
  };
}

function bodyObject({
  mediaType = 'application/json',
  required,
  schema = {},
  media,
  content,
}: BodySource): JsonObject {
  return {
    ...(required !== undefined && { required }),
    content: content ?? { [mediaType]: { schema, ...media } },
  };
}
