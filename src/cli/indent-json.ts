/** Indents JSON without changing a number. Returns any other text unchanged. */
export function indentJson(text: string): string {
  if (!/^\s*[[{]/.test(text) || !isJson(text)) return text;
  let depth = 0;
  const line = (): string => `\n${'  '.repeat(depth)}`;
  return text
    .replace(/"(?:[^"\\]|\\.)*"?|\s+|[[{]\s*[\]}]|[[\]{},:]/g, (token) => {
      if (/^[[{]\s*[\]}]$/.test(token)) return token.replace(/\s+/, '');
      if (token === '{' || token === '[') {
        depth++;
        return token + line();
      }
      if (token === '}' || token === ']') {
        depth--;
        return line() + token;
      }
      if (token === ',') return token + line();
      if (token === ':') return ': ';
      return token.startsWith('"') ? token : '';
    })
    .trim();
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
