import type { Json, JsonObject } from '../../src/json/value.ts';

/** A Parameter Object as a test writes it; `schema` is a string unless given. */
export interface ParameterSource {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie' | 'querystring';
  required?: boolean;
  schema?: JsonObject;
  style?: string;
  explode?: boolean;
  allowReserved?: boolean;
  content?: JsonObject;
}

/** A Request Body Object as a test writes it: one media type, or the whole of `content`. */
export interface BodySource {
  mediaType?: string;
  required?: boolean;
  schema?: Json;
  /** Fields of the Media Type Object besides its schema. */
  media?: JsonObject;
  content?: JsonObject;
}

/** What differs between one test's operation and the next. */
export interface OperationSource {
  /** @default '3.1.0' */
  openapi?: string;
  /** @default 'get' */
  method?: string;
  /** `/{name}` for each path parameter, or `/things`. */
  path?: string;
  parameters?: readonly ParameterSource[];
  /** Parameters of the path item. */
  sharedParameters?: readonly ParameterSource[];
  body?: BodySource;
  /** Components of the document. */
  schemas?: JsonObject;
  /** `application/json` by default. */
  responses?: JsonObject;
  servers?: JsonObject[];
  pathServers?: JsonObject[];
  operationServers?: JsonObject[];
}

/** The name of the one tool that `documentOf` makes. */
export const tool = 'call';

/** A document with one operation, written from what the test cares about. */
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
