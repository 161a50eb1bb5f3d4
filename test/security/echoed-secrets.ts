/** Returns a text as another program writes it. */
export type Encoding = (text: string) => string | Buffer;

function escapeEach(text: string, write: (code: number) => string): string {
  return [...text].map((character) => write(character.codePointAt(0) ?? 0)).join('');
}

function percent(bytes: Buffer): string {
  return [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

function html(text: string): string {
  const names: Record<string, string> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    '+': 'plus',
    '/': 'sol',
  };
  return text.replace(/[&<>"+/]/g, (sign) => `&${names[sign]};`);
}

function json(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

const url = encodeURIComponent;

/** Returns a text in base64 in lines, within other bytes, so that the secret stands at any place of its line. */
function wrapped(text: string, columns: number, end: string, before = 40): string {
  const data = Buffer.from(`${'<'.repeat(before)}${text}${'>'.repeat(90)}`).toString('base64');
  return data.replaceAll(new RegExp(`.{${columns}}(?!$)`, 'g'), (line) => line + end);
}

/** The encodings in which a program can repeat a secret. */
export const encodings: Record<string, Encoding> = {
  'as it is': (text) => text,
  'as UTF-8': (text) => Buffer.from(text),
  'in JSON': json,
  'in JSON with escaped slashes': (text) => json(text).replaceAll('/', '\\/'),
  'in JSON with escaped signs': (text) =>
    json(text).replaceAll(/[+&=<>']/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16).toUpperCase()}`),
  'in JSON with every character escaped': (text) =>
    escapeEach(text, (code) => `\\u${code.toString(16).padStart(4, '0')}`),
  'in JSON in JSON': (text) => json(json(text).replaceAll('/', '\\/')),
  'in JSON in JSON in JSON': (text) => json(json(json(text))),
  'in a program': (text) =>
    escapeEach(text, (code) =>
      code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`,
    ),
  'in a URL': url,
  'in a URL in a URL': (text) => url(url(text)),
  'in a URL with every byte encoded': (text) => percent(Buffer.from(text)),
  'in a form': (text) => new URLSearchParams({ k: text }).toString().slice(2),
  'in HTML': html,
  'in HTML with decimal codes': (text) => escapeEach(text, (code) => `&#${code};`),
  'in HTML with hexadecimal codes': (text) =>
    escapeEach(text, (code) => `&#x${code.toString(16).padStart(3, '0')};`),
  'in JSON in HTML': (text) => html(json(text)),
  'in HTML in JSON': (text) => json(html(text)).replaceAll('&', '\\u0026'),
  'in a URL in HTML in JSON': (text) => json(html(`?a=1&b=${url(text)}`)).replaceAll('/', '\\/'),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64 after one byte': (text) => Buffer.from(`:${text}`).toString('base64'),
  'in base64 between bytes': (text) => Buffer.from(`{"${text}"}`).toString('base64'),
  'in base64 of MIME': (text) => wrapped(text, 76, '\r\n'),
  'in base64 of MIME, after a byte more': (text) => wrapped(text, 76, '\r\n', 53),
  'in base64 of PEM': (text) => wrapped(text, 64, '\n'),
  'in base64 of PEM, after a byte more': (text) => wrapped(text, 64, '\n', 41),
  'in base64 of PEM, indented': (text) => wrapped(text, 64, '\n  ', 45),
  'in base64 of PEM in JSON': (text) => json(wrapped(text, 64, '\n', 42)),
  'in base64 of MIME in JSON in JSON': (text) => json(json(wrapped(text, 76, '\r\n', 54))),
  'in base64 of PEM in a URL': (text) => url(wrapped(text, 64, '\n', 43)),
  'in base64 of PEM in UTF-16': (text) => Buffer.from(wrapped(text, 64, '\n', 44), 'utf16le'),
  'in base64url': (text) => Buffer.from(text).toString('base64url'),
  'in base64 in JSON': (text) => Buffer.from(text).toString('base64').replaceAll('/', '\\/'),
  'in base64 in a URL': (text) => url(Buffer.from(text).toString('base64')),
  'in JSON in base64': (text) => Buffer.from(JSON.stringify({ authorization: text })).toString('base64'),
  'in a URL in base64': (text) => Buffer.from(`/a?key=${url(text)}`).toString('base64'),
  'in hexadecimal': (text) => Buffer.from(text).toString('hex'),
  'in hexadecimal capitals': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'in UTF-16': (text) => Buffer.from(text, 'utf16le'),
  'in UTF-16, the other way': (text) => Buffer.from(text, 'utf16le').swap16(),
  'in JSON in UTF-16': (text) => Buffer.from(json(text).replaceAll('/', '\\/'), 'utf16le'),
};

/** The parts of secrets that no output may have: `c4nary` in every encoding. */
const mark = 'c4nary';
const marks = [
  mark,
  Buffer.from(mark).toString('hex'),
  ...[0, 1, 2].map((offset) => {
    const data = Buffer.concat([Buffer.alloc(offset), Buffer.from(mark)]);
    return data.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((data.length * 8) / 6));
  }),
];

/** Returns the places around each mark of a secret in a text, whatever encodes it. */
export function leaks(text: string): string[] {
  const clear = text
    .replaceAll('\0', '')
    .replaceAll(/(?:\r?\n|(?:\\+r)?\\+n|(?:%0D)?%0A) *(?=[\w+/-]{8})/g, '')
    .replaceAll(/\\+u([\da-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/\\+x([\da-f]{2})|%(?:25)*([\da-f]{2})/gi, (_, one?: string, two?: string) =>
      String.fromCharCode(Number.parseInt(one ?? two ?? '', 16)),
    )
    .replaceAll(/&#x0*([\da-f]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  return [text, clear].flatMap((given) =>
    marks.flatMap((part) => {
      // Base64 has case, hexadecimal digits do not.
      const at = /^[\da-f]+$/.test(part) ? given.toLowerCase().indexOf(part) : given.indexOf(part);
      return at === -1 ? [] : [given.slice(Math.max(0, at - 60), at + 60)];
    }),
  );
}
