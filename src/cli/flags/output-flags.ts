import type { Flag } from './flag.ts';

/** Flags that control how a result is printed. */
export interface OutputFlags {
  json?: boolean;
  /** Path of a file. */
  output?: string;
}

export const jsonResultFlag: Flag = { name: 'json', help: 'Print the MCP result as JSON.' };

export const outputFlag: Flag = {
  name: 'output',
  value: 'file',
  help: 'Save the image, binary data or text of the response to a file.',
};
