import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** The files of one test file, which are removed after its rows. */
export interface Files {
  folder: string;
  /** Returns the path of the file that was written. */
  write(name: string, text: string): string;
}

/** Creates a folder for the rows of the test file that calls it. */
export function createFiles(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    write(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
  };
}
