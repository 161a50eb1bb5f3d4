import { describe, expect, it } from 'vitest';
import { htmlToText } from '../../../src/runtime/response/html-text.ts';

describe('a page as text', () => {
  it.each([
    ['has paragraphs', '<p>One\n  two</p><p>three</p>', 'One two\n\nthree'],
    [
      'has a title and headings',
      '<title>T</title><body><h1>A</h1><h3>B <b>c</b></h3>',
      'T\n\n# A\n\n### B c',
    ],
    ['has lists', 'x<ul><li>one</li><li>two <i>three</i></li></ul>y', 'x\n\n- one\n- two three\n\ny'],
    [
      'has tables',
      '<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>',
      'a | b\n1 | 2',
    ],
    [
      'has links',
      'see <a href="/x?a=1&amp;b=2">this</a>, <a href="#top">up</a>',
      'see this (/x?a=1&b=2), up',
    ],
    ['has line ends', 'one<br>two<br/>three', 'one\ntwo\nthree'],
    ['has pictures with words', '<img src="a.png" alt="a cat"><img src="b.png">', 'a cat'],
    ['has preformatted text', '<pre>\na\n  b\n</pre>c', 'a\n  b\n\n\nc'],
    ['has entities', '&lt;b&gt; &amp; &eacute; &#x1F600;', '<b> & é 😀'],
    ['has no scripts and styles', 'a<script>if (1 < 2) "</p>"</script><style>p > b {}</style>b', 'ab'],
    ['has no comments', 'a<!-- <p>no</p> -->b', 'ab'],
    ['is truncated', '<div><p>one <b>two', 'one two'],
    ['is not well formed', '<p>one<p>two</b></div> 1 < 2 <', 'one\n\ntwo 1 < 2 <'],
    ['retains spaces between words', '<b>a</b> <i>b</i>\n<u>c</u>', 'a b c'],
    ['is empty', '<html><head></head><body></body></html>', ''],
  ])('%s', async (_behaviour, html, text) => {
    expect(await htmlToText(html)).toBe(text);
  });

  it.each([
    ['nests without end', '<div>'.repeat(200_000)],
    ['opens without end', '<'.repeat(1_000_000)],
    ['has spaces without end', `a${' '.repeat(1_000_000)}b`],
    ['has attributes without end', `<a ${'b="c" '.repeat(100_000)}>`],
    ['has links without end', '<a href="x">'.repeat(100_000)],
  ])('is read in no time where it %s', async (_behaviour, html) => {
    const started = performance.now();
    await htmlToText(html);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
