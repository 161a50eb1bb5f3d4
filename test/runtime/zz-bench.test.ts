import { it } from 'vitest';
import { boundJson } from '../../src/runtime/bound.ts';
import { boundText } from '../../src/runtime/bound-text.ts';
import { compileFilter } from '../../src/runtime/filter.ts';
import { parseJson } from '../../src/runtime/exact-json.ts';
const time = (n: string, f: () => unknown): void => { const t: number[] = []; for (let i = 0; i < 5; i++) { const s = performance.now(); f(); t.push(performance.now() - s); } console.log(n, t.map((x) => x.toFixed(1)).join(' ')); };
it('bench', async () => {
  const items = Array.from({ length: 75_000 }, (_, id) => ({ id, name: `name ${id}`, tags: ['a', 'b'], text: 'x'.repeat(40), owner: { login: 'someone', url: 'https://example.com/x' } }));
  const v = { items, next: 'x' }; const t = JSON.stringify(v); const p = JSON.stringify(v, null, 2);
  console.log(t.length, p.length);
  time('JSON.parse', () => JSON.parse(t));
  time('compact', () => boundJson(v, t, 40_000));
  time('pretty', () => boundJson(v, p, 40_000));
  const s = JSON.stringify({ text: 'a\n"'.repeat(2_000_000) });
  time('one string ' + s.length, () => boundJson(JSON.parse(s), s, 40_000));
  const n = '[' + '1,'.repeat(5_000_000) + '1]'; const nv = JSON.parse(n);
  time('numbers ' + n.length, () => boundJson(nv, n, 40_000));
  const deep = '['.repeat(5_000_000) + ']'.repeat(5_000_000);
  time('deep', () => boundJson(null, deep, 40_000));
  const map = JSON.stringify(Object.fromEntries(items.map((x) => ['k' + x.id, x])));
  time('map', () => boundJson(null, map, 40_000));
  const nd = items.map((x) => JSON.stringify(x)).join('\n');
  time('ndjson', () => boundText(nd, 40_000, 'application/x-ndjson'));
  time('csv', () => boundText(nd, 40_000, 'text/csv'));
  for (const e of ['items[?id>`10`].name', 'items[].{a:id,b:name,c:text,d:owner.login,e:tags[0]}', "items[?contains(tags,'a')&&owner.login=='someone'].{n:name,i:id}", 'sort_by(items,&name)[-1]', 'items[].tags[]', 'length(items)', 'max_by(items,&id)']) {
    const f = await compileFilter(e); time(e, () => f(v));
  }
  try { parseJson(JSON.stringify({ a: 12345678901234567890n.toString(), s: 'x'.repeat(9_000_000) }) + ''); console.log('long string ok'); } catch (e) { console.log('parseJson', String(e)); }
}, 120_000);
