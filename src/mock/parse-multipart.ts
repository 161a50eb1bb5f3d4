import { splitParameters } from '../http/media-type.ts';

/** A body part of a multipart body. */
export interface MultipartPart {
  name: string | undefined;
  filename: string | undefined;
  /** The declared media type. */
  contentType: string | undefined;
  data: Buffer;
}

/** Returns the parts of a multipart body (RFC 2046 §5.1), or a description of the error in it. */
export function parseMultipart(contentType: string, body: Buffer): MultipartPart[] | string {
  const parameters = splitParameters(contentType).slice(1);
  const boundary = parameters
    .map((text) => /^boundary=(?:"([^"]+)"|(\S+))$/i.exec(text.trim()))
    .find((match) => match !== null);
  if (boundary === undefined) return 'the multipart type has no boundary';
  const delimiter = `--${boundary[1] ?? boundary[2] ?? ''}`;
  const text = `\r\n${body.toString('latin1')}`;
  const sections = text.split(`\r\n${delimiter}`);
  const last = sections.pop();
  if (last?.startsWith('--') !== true) return 'the multipart body has no closing delimiter';
  const parts: MultipartPart[] = [];
  for (const section of sections.slice(1)) {
    const match = /^[ \t]*\r\n([^]*)$/.exec(section);
    const content = match?.[1];
    if (content === undefined) return 'a delimiter of the multipart body does not end its line';
    const end = content.startsWith('\r\n') ? 0 : content.indexOf('\r\n\r\n');
    if (end === -1) return 'a part has no empty line after its headers';
    parts.push(parsePart(content.slice(0, end), content.slice(end === 0 ? 2 : end + 4)));
  }
  return parts;
}

function parsePart(head: string, data: string): MultipartPart {
  const headers = new Map(
    Buffer.from(head, 'latin1')
      .toString('utf8')
      .split('\r\n')
      .map((line) => [
        line.slice(0, line.indexOf(':')).trim().toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
  );
  const disposition = headers.get('content-disposition') ?? '';
  return {
    name: readDispositionParameter(disposition, 'name'),
    filename: readDispositionParameter(disposition, 'filename'),
    contentType: headers.get('content-type'),
    data: Buffer.from(data, 'latin1'),
  };
}

/** Returns a parameter of Content-Disposition, its quotes and line breaks percent-decoded (WHATWG HTML §4.10.21.8). */
function readDispositionParameter(disposition: string, name: string): string | undefined {
  const value = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(disposition)?.[1];
  return value?.replace(/\\(["\\])/g, '$1').replace(/%22|%0D|%0A/gi, (escape) => decodeURIComponent(escape));
}
