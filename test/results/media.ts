import { blob, latin1, media, objectRoot } from './result-row.ts';
import type { ResultRow } from './result-row.ts';
import type { Answer } from '../support/upstream.ts';

function answer(type: string, body: string | Uint8Array, headers: Record<string, string> = {}): Answer {
  return { headers: { 'content-type': type, ...headers }, body };
}

function untyped(body: Uint8Array): Answer {
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`;
  return { raw: Buffer.concat([Buffer.from(head), body]) };
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const jpeg = latin1('\xff\xd8\xff\xe0\0\x10JFIF\0\xff\xd9');
const gif = latin1('GIF89a\x01\0\x01\0\0\0\0;');
const webp = latin1('RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0/\0\0\0');
const wav = latin1('RIFF\x24\0\0\0WAVEfmt ');
const mp3 = latin1('\xff\xfb\x90\x64\0\0');
const tagged = latin1('ID3\x03\0\0\0\0\0\0\xff\xfb');
const ogg = latin1('OggS\0\x02\0\xff');
const flac = latin1('fLaC\0\0\0\x22\xff');
const pdf = latin1('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n');
const zip = latin1('PK\x03\x04\x14\0\0\0\xff');
const bytes = Buffer.from([0, 1, 2, 254, 255]);
const lines = '{"a":1}\n{"a":2}\n';
const sequence = '\u001e{"a":1}\n\u001e{"a":2}\n';
const html = '<!doctype html><title>é</title>';
const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';

/** Text as it was sent, under its own name. */
export const textRows: ResultRow[] = [
  ...[
    ['text/plain', 'Hello,\r\n wörld 😀\n'],
    ['text/html; charset=utf-8', html],
    ['text/csv', 'a,b\r\n1,"x, y"\r\n'],
    ['text/markdown', '# Hi'],
    ['text/xml', '<a>1</a>'],
    ['application/xml', '<?xml version="1.0"?><a>1</a>'],
    ['application/atom+xml;type=feed', '<feed/>'],
    ['application/yaml', 'a: 1\n'],
    ['application/x-yaml', 'a: 1\n'],
    ['application/javascript', 'alert(1)'],
    ['application/graphql', '{ a }'],
    ['application/x-www-form-urlencoded', 'a=1&b=2'],
    ['application/x-ndjson', lines],
    ['application/jsonl', lines],
    ['application/json-seq', sequence],
    ['application/geo+json-seq', sequence],
    ['multipart/mixed; boundary=x', '--x\r\n\r\nhi\r\n--x--\r\n'],
    ['image/svg+xml', svg],
    ['application/octet-stream', 'only text'],
    ['text/plain', 'GIF89a is a format'],
  ].map(([type = '', body = '']): ResultRow => ({
    title: `${type}: ${body.slice(0, 12)}`,
    answer: answer(type, body),
    content: [body],
  })),
  { title: 'text without a type', answer: untyped(Buffer.from('Hello é')), content: ['Hello é'] },
  { title: 'a type that is no type', answer: answer('nonsense', 'Hello'), content: ['Hello'] },
  { title: 'an HTML page under the name of an image', answer: answer('image/png', html), content: [html] },
  { title: 'white space only', answer: answer('text/plain', ' \n'), content: [' \n'] },
];

// prettier-ignore
export const mediaRows: ResultRow[] = [
  { title: 'PNG', answer: answer('image/png', png), content: [media('image', 'image/png', png)] },
  { title: 'JPEG', answer: answer('image/jpeg', jpeg), content: [media('image', 'image/jpeg', jpeg)] },
  { title: 'JPEG under a made-up name', answer: answer('image/jpg', jpeg), content: [media('image', 'image/jpeg', jpeg)] },
  { title: 'GIF', answer: answer('image/gif', gif), content: [media('image', 'image/gif', gif)] },
  { title: 'WebP', answer: answer('image/webp', webp), content: [media('image', 'image/webp', webp)] },
  { title: 'parameters of a media type are dropped', answer: answer('IMAGE/PNG; q=1', png), content: [media('image', 'image/png', png)] },
  { title: 'PNG under the name of JPEG', answer: answer('image/jpeg', png), content: [media('image', 'image/png', png)] },
  { title: 'PNG as octets', answer: answer('application/octet-stream', png), content: [media('image', 'image/png', png)] },
  { title: 'PNG as text', answer: answer('text/plain', png), content: [media('image', 'image/png', png)] },
  { title: 'PNG as JSON', answer: answer('application/json', png), content: [media('image', 'image/png', png)] },
  { title: 'PNG without a type', answer: untyped(png), content: [media('image', 'image/png', png)] },
  { title: 'PNG under a schema', schema: objectRoot, answer: answer('image/png', png), content: [media('image', 'image/png', png)], structured: { result: null } },
  { title: 'an image that clients do not show', answer: answer('image/tiff', latin1('II*\0\xff')), content: [blob('image/tiff', latin1('II*\0\xff'))] },
  { title: 'bytes under the name of PNG', answer: answer('image/png', bytes), content: [blob('application/octet-stream', bytes)] },
  { title: 'the beginning of a signature', answer: answer('image/png', latin1('\x89PNG\r\n')), content: [blob('application/octet-stream', latin1('\x89PNG\r\n'))] },
  { title: 'JPEG under the name of sound', answer: answer('audio/mpeg', jpeg), content: [media('image', 'image/jpeg', jpeg)] },
  { title: 'a PDF under the name of PNG', answer: answer('image/png', pdf), content: [blob('application/pdf', pdf)] },
  { title: 'WAV under the name of MP3', answer: answer('audio/mpeg', wav), content: [media('audio', 'audio/wav', wav)] },
  { title: 'WAV by another name', answer: answer('audio/x-wav', wav), content: [media('audio', 'audio/wav', wav)] },
  { title: 'WAV as octets', answer: answer('application/octet-stream', wav), content: [media('audio', 'audio/wav', wav)] },
  { title: 'MP3 with tags', answer: answer('audio/mp3', tagged), content: [media('audio', 'audio/mpeg', tagged)] },
  { title: 'Ogg', answer: answer('audio/ogg', ogg), content: [media('audio', 'audio/ogg', ogg)] },
  { title: 'Ogg of a video', answer: answer('video/ogg', ogg), content: [blob('video/ogg', ogg)] },
  { title: 'Ogg under the name of WAV', answer: answer('audio/wav', ogg), content: [media('audio', 'audio/ogg', ogg)] },
  { title: 'FLAC', answer: answer('audio/x-flac', flac), content: [media('audio', 'audio/flac', flac)] },
  { title: 'sound that clients do not show', answer: answer('audio/aac', latin1('\xff\xf1P\x80')), content: [blob('audio/aac', latin1('\xff\xf1P\x80'))] },
  { title: 'bytes under the name of sound', answer: answer('audio/wav', bytes), content: [blob('application/octet-stream', bytes)] },
  { title: 'bytes that begin like UTF-16', answer: answer('video/mp4', latin1('\xff\xfea\0b\0')), content: [blob('video/mp4', latin1('\xff\xfea\0b\0'))] },
  ...['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/tiff', 'audio/wav', 'audio/mpeg', 'audio/ogg', 'video/mp4'].map(
    (type): ResultRow => ({ title: `words under ${type}`, answer: answer(type, 'Not found é'), content: ['Not found é'] }),
  ),
  { title: 'MP3', answer: answer('audio/mpeg', mp3), content: [media('audio', 'audio/mpeg', mp3)] },
  { title: 'WAV', answer: answer('audio/wav', wav), content: [media('audio', 'audio/wav', wav)] },
];

const disposition = (value: string): Record<string, string> => ({ 'content-disposition': value });

/** A file with a Content-Disposition: the raw header, the name in `_meta`, and the fragment of the URI. */
function named(title: string, header: string, filename: string, fragment = filename): ResultRow {
  return {
    title,
    answer: answer('application/pdf', pdf, disposition(header)),
    content: [blob('application/pdf', pdf, `#${fragment}`)],
    meta: { headers: { 'content-disposition': header }, filename },
  };
}

// prettier-ignore
export const bytesRows: ResultRow[] = [
  { title: 'PDF', answer: answer('application/pdf', pdf), content: [blob('application/pdf', pdf)] },
  { title: 'PDF as octets', answer: answer('application/octet-stream', pdf), content: [blob('application/pdf', pdf)] },
  { title: 'ZIP', answer: answer('application/zip', zip), content: [blob('application/zip', zip)] },
  { title: 'a ZIP by the name of what is in it', answer: answer('application/vnd.openxmlformats-officedocument.wordprocessingml.document', zip), content: [blob('application/vnd.openxmlformats-officedocument.wordprocessingml.document', zip)] },
  { title: 'a video', answer: answer('video/mp4', bytes), content: [blob('video/mp4', bytes)] },
  { title: 'octets', answer: answer('application/octet-stream', bytes), content: [blob('application/octet-stream', bytes)] },
  { title: 'octets that would be UTF-8', answer: answer('application/octet-stream', '\0\u0001\u0002'), content: [blob('application/octet-stream', '\0\u0001\u0002')] },
  { title: 'octets without a type', answer: untyped(bytes), content: [blob('application/octet-stream', bytes)] },
  { title: 'an unknown type', answer: answer('application/x-thing', 'abc'), content: [blob('application/x-thing', 'abc')] },
  { title: 'under an object root', schema: objectRoot, answer: answer('application/zip', zip), content: [blob('application/zip', zip)], structured: { result: null } },
  named('a file with a name', 'attachment; filename=report.pdf', 'report.pdf'),
  named('a name with spaces and no quotes', 'attachment; filename=my report 1.pdf ; size=3', 'my report 1.pdf', 'my%20report%201.pdf'),
  named('a name with one quote', 'attachment; filename="report 1.pdf', 'report 1.pdf', 'report%201.pdf'),
  named('a quoted name', 'attachment; filename="my \\"report\\"; 1.pdf"', 'my "report"; 1.pdf', 'my%20%22report%22%3B%201.pdf'),
  named('an extended name wins', "attachment; filename=e.pdf; filename*=UTF-8''%e2%82%ac.pdf", '€.pdf', '%E2%82%AC.pdf'),
  named('an extended name in ISO-8859-1', "attachment; filename*=iso-8859-1'en'%A3.pdf", '£.pdf', '%C2%A3.pdf'),
  named('a name with folders', 'attachment; filename="../../etc/passwd"', 'passwd'),
  named('a name with folders of Windows', 'attachment; filename="C:\\\\temp\\\\x.pdf"', 'x.pdf'),
  { title: 'an empty name', answer: answer('application/pdf', pdf, disposition('inline')), content: [blob('application/pdf', pdf)], meta: { headers: { 'content-disposition': 'inline' } } },
];
