import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../support/cli.ts';

/** Builds the site into a new folder, and returns the folder. */
export function buildSite(): string {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-site-'));
  execFileSync(process.execPath, [join(repository, 'website/build.js'), folder]);
  return folder;
}
