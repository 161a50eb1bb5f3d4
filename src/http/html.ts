/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value in HTML: text, HTML, or a list of pieces of HTML. */
export type HtmlValue = string | Html | Html[];

/** Returns HTML in which every value is text, unless it is HTML already. Line breaks of the template are spaces. */
export function html(parts: TemplateStringsArray, ...values: HtmlValue[]): Html {
  const written = values.map((value) =>
    typeof value === 'string' ? escapeHtml(value) : [value].flat().map(({ text }) => text),
  );
  const all = parts.map(
    (part, index) => part.replaceAll(/\n */g, ' ') + [written[index] ?? ''].flat().join(''),
  );
  return new Html(all.join(''));
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
