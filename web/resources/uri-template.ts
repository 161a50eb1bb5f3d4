/** A variable of a URI template. */
export interface TemplateVariable {
  name: string;
  /** True in the query, where a variable may be left out. */
  isOptional: boolean;
  /** True for a list, whose values are separated by commas. */
  isList: boolean;
}

const expression = /\{([?&]?)([^{}]+)\}/g;

/** Returns the variables of a URI template (RFC 6570), in their order. */
export function variablesOf(template: string): TemplateVariable[] {
  return [...template.matchAll(expression)].flatMap(([, operator = '', names = '']) =>
    names.split(',').map((text) => ({
      name: text.replace('*', ''),
      isOptional: operator !== '',
      isList: text.endsWith('*'),
    })),
  );
}

/** Fills the variables of a URI template. Empty ones of the query are left out. */
export function expandTemplate(template: string, values: Record<string, string>): string {
  return template.replace(expression, (_, operator: string, names: string) => {
    const parts = names.split(',').flatMap((text): string[] => {
      const name = text.replace('*', '');
      const value = values[name] ?? '';
      if (operator === '') return [encodeURIComponent(value)];
      if (value === '') return [];
      const all = text.endsWith('*') ? value.split(',') : [value];
      return all.map((each) => `${name}=${encodeURIComponent(each.trim())}`);
    });
    if (operator === '') return parts.join(',');
    return parts.length === 0 ? '' : operator + parts.join('&');
  });
}
