import { echo } from '../json/echo.ts';
import { OpenApiMcpError } from '../errors.ts';
import { updateCallRecord } from './call-record.ts';
import { jsonRpcCodes } from './json-rpc.ts';
import { InputRequired, ProtocolFault } from './protocol.ts';
import { createUriMatcher } from './resource/match-uri.ts';
import { toCompletion } from './to-completion.ts';
import { toResourceEntry } from './to-list-entry.ts';
import type { Completion, ReadResult, RequestContext, Resource, ResourceTemplate } from './protocol.ts';
import type { AccessControl, PolicySubject } from './policy/access-control.ts';
import type { ResourceDescriptor, ResourceVariable } from '../descriptor.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** A resource that is not an operation of the API. */
export interface CustomResource {
  /** Its URI, `guide://start`, or a template: `guide://pages/{page}{?lines}`, with `{?tags*}` for a list (RFC 6570). */
  uri: string;
  /** The name that patterns of the policy match. */
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
  /** Returns text, bytes, other JSON, or a whole result. `variables` are texts, and lists of texts. */
  read: (variables: JsonObject, context: RequestContext) => ResourceContent | Promise<ResourceContent>;
  /** Returns the resources of a template that lists show. Without it, clients know the template alone. */
  list?: () => Resource[];
  /** Returns the values of a variable. A client is shown those that begin with the text that a person has typed. */
  complete?: (variable: string, context: RequestContext) => string[] | Promise<string[]>;
}

/** A text, bytes, other JSON, or a result of MCP. */
export type ResourceContent = Json | Uint8Array | ReadResult;

/** The custom resources of a server, under its policy. */
export interface CustomResources {
  resources(isVisible: (subject: PolicySubject) => boolean): Resource[];
  templates(isVisible: (subject: PolicySubject) => boolean): ResourceTemplate[];
  /** True if lists are not the same at any time. */
  isDynamic: boolean;
  /** Returns `undefined` for another resource. */
  read(uri: string, context?: RequestContext): Promise<ReadResult> | undefined;
  /** Returns `undefined` for another template. */
  complete(
    uri: string,
    variable: string,
    typed: string,
    context?: RequestContext,
  ): Promise<Completion> | undefined;
}

interface OpenedResource {
  custom: CustomResource;
  resource: ResourceDescriptor;
  subject: PolicySubject;
}

/**
 * Opens custom resources. `schemes` are those of the APIs, whose resources keep their URIs.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function openCustomResources(
  given: CustomResource[],
  schemes: string[],
  accessControl: AccessControl,
): CustomResources {
  const opened = given.map(open);
  const byUri = new Map<string, OpenedResource>();
  for (const each of opened) {
    const { uri } = each.custom;
    if (byUri.has(uri))
      throw invalid(`two resources have the URI ${uri}`, 'Give each resource a URI of its own.');
    const scheme = schemes.find((own) => uri.startsWith(`${own}://`));
    if (scheme !== undefined)
      throw invalid(
        `the URI ${uri} begins with ${scheme}:, as those of the API do`,
        'Choose another scheme.',
      );
    byUri.set(uri, each);
  }
  const match = createUriMatcher(opened.filter(({ resource }) => resource.kind === 'template'));

  async function read(
    { custom }: OpenedResource,
    uri: string,
    variables: JsonObject,
    context: RequestContext,
  ) {
    updateCallRecord(context, { operation: { name: custom.name }, arguments: variables });
    try {
      return toResult(await custom.read(variables, context), uri, custom);
    } catch (thrown) {
      if (thrown instanceof InputRequired || thrown instanceof ProtocolFault) throw thrown;
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      throw new ProtocolFault(jsonRpcCodes.internalError, message, { uri: echo(uri) });
    }
  }

  return {
    isDynamic: given.some(({ list }) => list !== undefined),
    resources: (isVisible) =>
      opened
        .filter(({ subject }) => isVisible(subject))
        .flatMap(({ custom, resource }) =>
          resource.kind === 'resource'
            ? [{ uri: custom.uri, ...toResourceEntry(custom, custom) }]
            : (custom.list?.() ?? []),
        ),
    templates: (isVisible) =>
      opened
        .filter(({ subject, resource }) => resource.kind === 'template' && isVisible(subject))
        .map(({ custom }) => ({ uriTemplate: custom.uri, ...toResourceEntry(custom, custom) })),
    read(uri, context = {}) {
      const exact = byUri.get(uri);
      const matched =
        exact?.resource.kind === 'resource' ? { owner: exact, args: {} } : opened.length > 0 && match(uri);
      if (matched === false || matched === undefined) return undefined;
      if (!accessControl.isVisible(matched.owner.subject, context.principal)) return undefined;
      return read(matched.owner, uri, matched.args, context);
    },
    complete(uri, variable, typed, context = {}) {
      const found = byUri.get(uri);
      if (found === undefined || !accessControl.isVisible(found.subject, context.principal)) return undefined;
      const known = async (): Promise<string[]> => (await found.custom.complete?.(variable, context)) ?? [];
      return known().then((values) => toCompletion(values, typed));
    },
  };
}

/** @throws OpenApiMcpError OPTION_INVALID for an invalid URI */
function open(custom: CustomResource): OpenedResource {
  const { uri, name } = custom;
  const expressions = [...uri.matchAll(/\{(\??)([^{}]*)\}/g)];
  const variables = expressions.flatMap(([, operator, names = '']) =>
    names.split(',').map((text) => variableOf(text, operator === '?' ? 'query' : 'path')),
  );
  const isValid = variables.every(
    (variable) => /^[\w.]+$/.test(variable.name) && (variable.in === 'query' || variable.shape === 'value'),
  );
  const rest = uri.replace(/\{\?[^{}]*\}$/, '').replace(/\{[^{}?]*\}/g, '');
  if (!isValid || !/^[a-z][a-z\d+.-]*:[^\s{}]*$/i.test(rest))
    throw invalid(
      `${JSON.stringify(uri)} is no URI of a resource`,
      'Write scheme://path, with variables as {name}, and {?one,many*} at the end.',
    );
  const kind = variables.length === 0 ? 'resource' : 'template';
  return {
    custom,
    resource: { kind, uri, variables },
    subject: { name, annotations: { readOnlyHint: true } },
  };
}

function variableOf(text: string, place: 'path' | 'query'): ResourceVariable {
  const name = text.replace(/\*$/, '');
  return { name, argument: name, in: place, shape: name === text ? 'value' : 'list' };
}

function toResult(content: ResourceContent, uri: string, { mimeType }: CustomResource): ReadResult {
  if (isReadResult(content)) return content;
  const own = mimeType === undefined ? {} : { mimeType };
  if (typeof content === 'string') return { contents: [{ uri, ...own, text: content }] };
  if (content instanceof Uint8Array)
    return { contents: [{ uri, ...own, blob: Buffer.from(content).toString('base64') }] };
  return { contents: [{ uri, mimeType: 'application/json', ...own, text: JSON.stringify(content) }] };
}

function isReadResult(content: ResourceContent): content is ReadResult {
  return (
    typeof content === 'object' &&
    content !== null &&
    'contents' in content &&
    Array.isArray(content.contents)
  );
}

function invalid(message: string, hint: string): OpenApiMcpError {
  return new OpenApiMcpError('OPTION_INVALID', message, { hint });
}
