import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { repository } from '../support/cli.ts';
import { buildSite } from './build-site.ts';

const folder = buildSite();
afterAll(() => rmSync(folder, { recursive: true }));

const names = readdirSync(folder).filter((name) => name.endsWith('.html'));
const pages = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

it('the site has a page for each of docs/, and README.md is the first', () => {
  const docs = readdirSync(join(repository, 'docs')).map((name) => name.replace(/md$/, 'html'));
  expect(new Set(names)).toEqual(new Set(['index.html', ...docs]));
});

it('the navigation leads to every page', () => {
  const [navigation = ''] = /<nav[^]*<\/nav>/.exec(pages.get('index.html') ?? '') ?? [];
  const linked = [...navigation.matchAll(/href="([^"]+)"/g)].map(([, href]) => href);
  expect(linked.toSorted()).toEqual(names.toSorted());
});

describe.each([...pages])('%s', (name, html) => {
  it('has links that lead somewhere', () => {
    const links = [...html.matchAll(/href="(?!https?:)([^"#]*)(?:#([^"]*))?"/g)];
    const broken = links.filter(([, path = '', anchor]) => {
      if (path.startsWith('../')) return !existsSync(join(repository, path.slice(3)));
      const target = path === '' ? html : pages.get(path);
      if (target === undefined) return !existsSync(join(folder, path));
      return anchor !== undefined && !target.includes(`id="${anchor}"`);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  it('has one title, and loads nothing but its style', () => {
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html).not.toMatch(/<script|<img|<iframe|\son\w+=/);
    expect(pages.has(name)).toBe(true);
  });
});
