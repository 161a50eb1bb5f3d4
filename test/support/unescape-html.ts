const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Returns the text that a page has written as HTML. */
export function unescapeHtml(text: string): string {
  return text.replaceAll(/&([a-z]+|#39);/g, (whole, name: string) => characters[name] ?? whole);
}

/** Returns the URL that a page goes on to by itself. */
export function refreshOf(text: string): string | undefined {
  const url = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(text)?.[1];
  return url === undefined ? undefined : unescapeHtml(url);
}
