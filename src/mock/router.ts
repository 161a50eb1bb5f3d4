import type { ApiModel, Operation } from '../model/api-model.ts';
import type { ServerDescriptor } from '../descriptor.ts';

/** An operation that a request is for, and the raw texts of its path parameters. */
export interface Match {
  operation: Operation;
  pathTexts: Map<string, string>;
  /** Path of the server that the request was sent to, without a slash at its end. */
  base: string;
}

export type Routing =
  { kind: 'found'; match: Match } | { kind: 'method'; allowed: string[] } | { kind: 'path' };

interface Route {
  operation: Operation;
  /** What every path of it begins with: looked at first, as there may be thousands of routes. */
  beginning: string;
  expression: RegExp;
  names: string[];
  /** `name=value` pairs of a template that has a query. */
  query: string[];
  /** Keys of such a query whose value is a path parameter, and which. */
  queryNames: [key: string, name: string][];
  /** Of two routes that match, the one that says more wins. */
  literals: number;
}

/** Finds the operation of a request; the paths of all servers are known, and none is needed. */
export function createRouter(model: ApiModel): (method: string, target: string) => Routing {
  const servers = [...model.servers, ...model.operations.flatMap((operation) => operation.servers ?? [])];
  const known = servers.map((server): [string, Base] => {
    const base = readBase(server, model.location);
    return [base.source, base];
  });
  const bases = [...new Map([...known, ['', { source: '', beginning: '' }]]).values()];
  const routes = model.operations
    .flatMap((operation) => bases.map((base) => compile(operation, base)))
    .toSorted((one, other) => other.literals - one.literals);

  return (method, target) => {
    const [path = '', search = ''] = target.split('?', 2);
    const pairs = search.split('&');
    const here = routes.flatMap((route) => {
      if (!path.startsWith(route.beginning)) return [];
      const found = route.query.every((pair) => pairs.includes(pair)) ? route.expression.exec(path) : null;
      return found === null ? [] : [{ route, found }];
    });
    const own = here.find(({ route }) => route.operation.method === method);
    // RFC 9110 §9.3.2: HEAD is GET without the content.
    const chosen =
      own ?? (method === 'HEAD' ? here.find(({ route }) => route.operation.method === 'GET') : undefined);
    if (chosen !== undefined) {
      const { route, found } = chosen;
      const pathTexts = new Map([
        ...route.names.map((name, index): [string, string] => [name, found[index + 2] ?? '']),
        ...route.queryNames.map(([key, name]): [string, string] => [name, valueOf(pairs, key)]),
      ]);
      return { kind: 'found', match: { operation: route.operation, pathTexts, base: found[1] ?? '' } };
    }
    if (here.length === 0) return { kind: 'path' };
    const methods = here.map(({ route }) => route.operation.method);
    return {
      kind: 'method',
      allowed: [...new Set(methods.flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name])))],
    };
  };
}

function valueOf(pairs: string[], key: string): string {
  return pairs.find((pair) => pair.startsWith(`${key}=`))?.slice(key.length + 1) ?? '';
}

/** The path of the document's first server, its variables at their defaults. */
export function basePath(model: ApiModel): string {
  const [server] = model.servers;
  const url = (server?.url ?? '/').replace(
    /\{([^{}]+)\}/g,
    (_, name: string) => server?.variables?.[name]?.default ?? '',
  );
  return pathOf(url, model.location);
}

function pathOf(url: string, location: string | undefined): string {
  const origin = 'http://localhost';
  const resolved = URL.canParse(url, location ?? origin) ? new URL(url, location ?? origin).pathname : '';
  return resolved.replace(/(?<!\/)\/+$/, '');
}

/** The path of a server. */
interface Base {
  /** Of a regular expression; a variable takes what its enum has, or any text. */
  source: string;
  /** What stands before the first variable. */
  beginning: string;
}

function readBase(server: ServerDescriptor, location: string | undefined): Base {
  const names: string[] = [];
  const marked = server.url.replace(
    /\{([^{}]+)\}/g,
    (_, name: string) => `variable-${names.push(name) - 1}-`,
  );
  const path = pathOf(marked, location);
  const source = literal(path).replace(/variable-(\d+)-/g, (_, index: string) => {
    const values = server.variables?.[names[Number(index)] ?? '']?.enum;
    return values === undefined ? '[^/]*' : `(?:${values.map(literal).join('|')})`;
  });
  return { source, beginning: path.split(/variable-\d+-/)[0] ?? '' };
}

function compile(operation: Operation, base: Base): Route {
  const [template = ''] = operation.path.split('#');
  const [path = '', query = ''] = template.split('?', 2);
  const pairs = query === '' ? [] : query.split('&');
  const names: string[] = [];
  let literals = base.source.length;
  const source = path.replace(/\{([^{}]+)\}|[^{}]+|[{}]/g, (text, name?: string) => {
    if (text === '{' || text === '}') return `(?:${literal(text)}|${encodeURIComponent(text)})`;
    if (name === undefined) {
      literals += text.length;
      const encoded = encodeURI(text).replace(/%25([0-9A-Fa-f]{2})/g, '%$1');
      return encoded === text ? literal(text) : `(?:${literal(text)}|${literal(encoded)})`;
    }
    names.push(name);
    return '([^/]+?)';
  });
  return {
    operation,
    beginning: beginningOf(base, path),
    expression: new RegExp(`^(${base.source})${source}$`),
    names,
    query: pairs.filter((pair) => !pair.includes('{')),
    queryNames: pairs.flatMap((pair): [string, string][] => {
      const [, key, name] = /^([^=]*)=\{([^{}]+)\}$/.exec(pair) ?? [];
      return key === undefined || name === undefined ? [] : [[key, name]];
    }),
    literals: literals + query.length,
  };
}

function beginningOf({ source, beginning }: Base, path: string): string {
  if (literal(beginning) !== source) return beginning;
  const head = path.split('{')[0] ?? '';
  return encodeURI(head) === head ? `${beginning}${head}` : beginning;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
