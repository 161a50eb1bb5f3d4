// Writes the documentation as a site: a page of HTML for each page of docs/, and README.md as the first.
// node website/build.js [folder]
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convertPage, linksOfTable } from './convert-page.js';
import { layOut } from './lay-out.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = process.argv[2] ?? join(root, 'website/out');

const read = (path) => readFileSync(join(root, path), 'utf8');
const sources = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];
const topics = linksOfTable(read('README.md'));

mkdirSync(output, { recursive: true });
for (const source of sources) {
  const { path, title, content } = convertPage(source, read(source), sources);
  writeFileSync(join(output, path), layOut({ path, title, content, topics }));
}
cpSync(join(root, 'website/style.css'), join(output, 'style.css'));
console.log(`Wrote ${sources.length} pages to ${output}`);
