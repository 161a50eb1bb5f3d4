/** Returns true for an issuer that a template such as `https://login.example.com/{tenant}/v2.0` describes. */
export function describesIssuer(template: string, issuer: string): boolean {
  const fixed = template.split(/\{\w+\}/);
  const [start = '', end = ''] = [fixed[0], fixed.at(-1)];
  if (fixed.length === 1) return issuer === template;
  return issuer.length > start.length + end.length && issuer.startsWith(start) && issuer.endsWith(end);
}
