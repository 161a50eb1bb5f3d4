/** Returns the HTML of a page. It loads a style sheet, and no script. */
export function layOut({ path, title, content, topics }) {
  const link = ({ title: name, path: target }) =>
    `<li><a href="${target}"${target === path ? ' aria-current="page"' : ''}>${name}</a></li>`;
  const index = topics.findIndex((topic) => topic.path === path);
  const next = topics[index + 1];
  const end = next === undefined ? '' : `<p class="next"><a href="${next.path}">Next: ${next.title}</a></p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${path === 'index.html' ? 'openapi-mcp' : `${title} · openapi-mcp`}</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<a class="skip" href="#content">To the text</a>
<header><a href="index.html">openapi-mcp</a></header>
<div class="columns">
<nav aria-label="Pages">
<details open><summary>Pages</summary>
<ul>
${[{ title: 'Overview', path: 'index.html' }, ...topics].map(link).join('\n')}
</ul>
</details>
</nav>
<main id="content">
${content}
${end}
</main>
</div>
</body>
</html>
`;
}
