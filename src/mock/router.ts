import { basePathPatterns } from './base-path.ts';
import { escapeRegExp } from './escape-regexp.ts';
import type { BasePathPattern } from './base-path.ts';
import type { ApiModel, Operation, Parameter } from '../model/api-model.ts';

/** The operation of a request. */
export interface RoutedOperation {
  operation: Operation;
  /** Path parameters by name, still encoded. */
  pathParameters: Map<string, string>;
  /** Path of the server that the request was sent to, without a slash at its end. */
  base: string;
}

/** The result of routing a request. */
export type Routing =
  | ({ kind: 'found' } & RoutedOperation)
  | { kind: 'unknown-method'; allowed: string[] }
  | { kind: 'unknown-path' };

/** An operation at one of the base paths. */
interface Route {
  operation: Operation;
  /** The literal start of every path of the route. It is compared first, since an API can have thousands of routes. */
  prefix: string;
  expression: RegExp;
  pathNames: string[];
  /** The fixed `name=value` pairs of a path template with a query. */
  fixedQuery: string[];
  /** Query keys of such a template whose value is a path parameter, with its name. */
  queryParameters: [key: string, name: string][];
  /** Number of literal characters. If several routes match, the one with the most wins. */
  specificity: number;
}

/** Returns a function that finds the operation of a request, below the base path of any server or none. */
export function createRouter(model: ApiModel): (method: string, target: string) => Routing {
  const bases = basePathPatterns(model);
  const routes = model.operations
    .flatMap((operation) => bases.map((base) => compileRoute(operation, base)))
    .toSorted((one, other) => other.specificity - one.specificity);

  return (method, target) => {
    const [path = '', search = ''] = target.split('?', 2);
    const query = search.split('&');
    const candidates = routes.flatMap((route) => {
      const match = matchRoute(route, path, query);
      return match === undefined ? [] : [{ route, match }];
    });
    const withMethod = (name: string): (typeof candidates)[number] | undefined =>
      candidates.find(({ route }) => route.operation.method === name);
    // HEAD is GET without the content (RFC 9110 §9.3.2).
    const found = withMethod(method) ?? (method === 'HEAD' ? withMethod('GET') : undefined);
    if (found !== undefined) return toRouting(found.route, found.match, query);
    if (candidates.length === 0) return { kind: 'unknown-path' };
    const methods = candidates.map(({ route }) => route.operation.method);
    const allowed = new Set(methods.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name])));
    return { kind: 'unknown-method', allowed: [...allowed] };
  };
}

function matchRoute(
  { prefix, fixedQuery, expression }: Route,
  path: string,
  query: string[],
): RegExpExecArray | undefined {
  if (!path.startsWith(prefix) || !fixedQuery.every((pair) => query.includes(pair))) return undefined;
  return expression.exec(path) ?? undefined;
}

function toRouting(
  { operation, pathNames, queryParameters }: Route,
  match: RegExpExecArray,
  query: string[],
): Routing {
  const pathParameters = new Map([
    ...pathNames.map((name, index): [string, string] => [name, match[index + 2] ?? '']),
    ...queryParameters.map(([key, name]): [string, string] => [name, queryValue(query, key)]),
  ]);
  return { kind: 'found', operation, pathParameters, base: match[1] ?? '' };
}

function queryValue(query: string[], key: string): string {
  return query.find((pair) => pair.startsWith(`${key}=`))?.slice(key.length + 1) ?? '';
}

function compileRoute(operation: Operation, base: BasePathPattern): Route {
  const [template = ''] = operation.path.split('#');
  const [path = '', query = ''] = template.split('?', 2);
  const pairs = query === '' ? [] : query.split('&');
  const pathNames: string[] = [];
  const greedy = new Set(operation.parameters.filter(hasSlashes).map(({ name }) => name));
  let literals = base.source.length;
  const source = path.replace(/\{([^{}]+)\}|[^{}]+|[{}]/g, (text, name?: string) => {
    if (text === '{' || text === '}') return `(?:${escapeRegExp(text)}|${encodeURIComponent(text)})`;
    if (name === undefined) {
      literals += text.length;
      const encoded = encodeURI(text).replace(/%25([0-9A-Fa-f]{2})/g, '%$1');
      return encoded === text ? escapeRegExp(text) : `(?:${escapeRegExp(text)}|${escapeRegExp(encoded)})`;
    }
    pathNames.push(name);
    return greedy.has(name) ? '(.+?)' : '([^/]+?)';
  });
  return {
    operation,
    prefix: routePrefix(base, path),
    expression: new RegExp(`^(${base.source})${source}$`),
    pathNames,
    fixedQuery: pairs.filter((pair) => !pair.includes('{')),
    queryParameters: pairs.flatMap((pair): [string, string][] => {
      const [, key, name] = /^([^=]*)=\{([^{}]+)\}$/.exec(pair) ?? [];
      return key === undefined || name === undefined ? [] : [[key, name]];
    }),
    specificity: literals + query.length,
  };
}

/** Returns true for a path parameter that matches several segments. */
function hasSlashes({ in: location, serialization }: Parameter): boolean {
  return location === 'path' && serialization.kind === 'style' && serialization.allowSlashes === true;
}

function routePrefix({ source, prefix }: BasePathPattern, path: string): string {
  if (escapeRegExp(prefix) !== source) return prefix;
  const head = path.split('{')[0] ?? '';
  return encodeURI(head) === head ? `${prefix}${head}` : prefix;
}
