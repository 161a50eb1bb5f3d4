import type { Type } from 'js-yaml';

declare module 'js-yaml' {
  /** The types of the schemas, which the package exports without declaring them. */
  export const types: Record<'bool' | 'int' | 'float', Type>;
}
