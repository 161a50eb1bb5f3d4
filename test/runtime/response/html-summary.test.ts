import { describe, expect, it } from 'vitest';
import { summarizeHtml } from '../../../src/runtime/response/html-summary.ts';
import type { ResponseData } from '../../../src/runtime/response/read-response.ts';

function summaryOf(text: string, mediaType = 'text/html'): string {
  const data: ResponseData = summarizeHtml({ kind: 'text', text, mediaType });
  return data.kind === 'text' ? data.text : data.kind;
}

describe('the summary of an HTML page', () => {
  it.each<[title: string, html: string, text: string]>([
    [
      'of nginx',
      '<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n',
      '404 Not Found\nnginx',
    ],
    [
      'of Werkzeug',
      '<!doctype html>\n<html lang=en>\n<title>405 Method Not Allowed</title>\n<h1>Method Not Allowed</h1>\n<p>The method is not allowed for the <b>requested</b> URL.</p>\n',
      '405 Method Not Allowed\nMethod Not Allowed\nThe method is not allowed for the requested URL.',
    ],
    [
      'without scripts and styles',
      '<style>p{}</style><script>if (a<b) "</p>"</script><p>one</p><svg><text>x</text></svg>',
      'one',
    ],
    ['without comments', '<p>one<!-- <p>two</p> --></p>', 'one'],
    [
      'with entities',
      '<p>a &amp; b &lt;c&gt; &quot;d&quot; &#39;e&#39;&nbsp;f &copy; &#0; &#55357;</p>',
      'a & b <c> "d" \'e\' f &copy; &#0; &#55357;',
    ],
    ['that does not end', '<p>one<script>var a', 'one'],
    ['with a tag that does not end', '<p>one</p><a href="', 'one'],
    ['without text', '<script src="app.js"></script>', ''],
  ])('%s', (_, html, text) => {
    expect(summaryOf(html)).toBe(`${text}\n(an HTML page of ${html.length} characters)`.trim());
  });

  it('is a paragraph', () => {
    const summary = summaryOf(
      `<h1>Error</h1>${'<p>one line of a trace</p>'.repeat(1000)}${'x'.repeat(21_107)}`,
    );
    expect(summary).toBe('Error\none line of a trace\n(an HTML page of 47121 characters)');
    const lines = Array.from({ length: 1000 }, (__, index) => `<p>line ${index}</p>`).join('');
    expect(summaryOf(lines).length).toBeLessThan(650);
  });

  it.each([
    ['text/plain', 'a <b>bold</b> error', 'a <b>bold</b> error'],
    ['text/plain', '<!DOCTYPE html><p>no</p>', 'no\n(an HTML page of 24 characters)'],
    ['application/xml', '<error>no</error>', '<error>no</error>'],
  ])('of %s: %s', (mediaType, text, expected) => {
    expect(summaryOf(text, mediaType)).toBe(expected);
  });

  it.each(['<', '<script>', '<!--', '<a>', '&amp;', '</script', '<script></script>'])(
    'of a million times %s takes no time',
    (piece) => {
      const started = performance.now();
      summaryOf(piece.repeat(1_000_000));
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );
});
