import { errorCatalogue } from '../errors.ts';
import { literal } from './typescript-text.ts';

/** Path of the catalogue below `src`. */
export const cataloguePath = 'error-catalogue.ts';

/** Returns the module of the catalogue with the error codes that other modules name. */
export function emitErrorCatalogue(texts: Iterable<string>): string {
  const named = new Set([...texts].flatMap((text) => text.match(/\b[A-Z][A-Z_]*\b/g) ?? []));
  const entries = Object.entries(errorCatalogue).filter(([code]) => named.has(code));
  const lines = entries.map(([code, { title, cause, fix }]) => {
    const members = Object.entries({ title, cause, fix }).map(([name, text]) => `${name}: ${literal(text)}`);
    return `  ${code}: { ${members.join(', ')} },\n`;
  });
  return `/** The errors of this server. \`fix\` is the hint of an error that was thrown without one. */
export const errorCatalogue = {
${lines.join('')}} as const;
`;
}
