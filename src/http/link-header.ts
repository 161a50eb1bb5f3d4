/** A link of a `Link` header (RFC 8288 §3). */
export interface Link {
  target: string;
  /** Relation types in lower case. */
  relations: string[];
}

/** Parses a `Link` header. Malformed parts are ignored. */
export function parseLinkHeader(header: string): Link[] {
  const links: Link[] = [];
  let at = 0;
  while (at < header.length) {
    const open = header.indexOf('<', at);
    const close = header.indexOf('>', open + 1);
    if (open === -1 || close === -1) break;
    const parameters = readParameters(header, close + 1);
    const relations = (parameters.values.get('rel') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    links.push({ target: header.slice(open + 1, close).trim(), relations });
    at = parameters.end;
  }
  return links;
}

/**
 * Reads `;name=value` and `;name="value"` up to the next link. The first of repeated names counts (RFC 8288
 * §3.3).
 */
function readParameters(header: string, from: number): { values: Map<string, string>; end: number } {
  const values = new Map<string, string>();
  const parameter = /\s*;\s*(?:([^\s=;,"<>]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?)?/y;
  parameter.lastIndex = from;
  let end = from;
  for (let match = parameter.exec(header); match !== null; match = parameter.exec(header)) {
    const [, name = '', quoted, token = ''] = match;
    const key = name.toLowerCase();
    if (key !== '' && !values.has(key)) values.set(key, quoted?.replace(/\\(.)/g, '$1') ?? token);
    end = parameter.lastIndex;
  }
  return { values, end };
}
