import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository, start } from '../support/cli.ts';

const path = join(repository, 'deploy/kubernetes.yaml');

/** Checks manifests against the strict schemas of a version of Kubernetes. */
async function validate(version: string, file: string): Promise<{ code: unknown; lines: string[] }> {
  await using run = start('kubernetes-validate', ['--strict', '--kubernetes-version', version, file]);
  const code = await run.ended;
  const output = run.stdout() + run.stderr();
  return { code, lines: output.trim().split('\n') };
}

it.each(['1.27', '1.31', '1.37'])('the manifests are valid in Kubernetes %s', async (version) => {
  const { code, lines } = await validate(version, path);
  expect(code).toBe(0);
  const kinds = lines.flatMap((line) => /passed for resource (\w+)\//.exec(line)?.[1] ?? []);
  expect(kinds).toEqual([
    'deployment',
    'service',
    'horizontalpodautoscaler',
    'poddisruptionbudget',
    'networkpolicy',
  ]);
  // A resource of the Prometheus Operator, which Kubernetes does not define.
  expect(lines.filter((line) => line.startsWith('WARN'))).toEqual([
    expect.stringContaining('ServiceMonitor'),
  ]);
});

it('a misspelt key is a mistake', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-kubernetes-'));
  const file = join(folder, 'kubernetes.yaml');
  writeFileSync(file, readFileSync(path, 'utf8').replace('minAvailable:', 'minAvailabel:'));
  const { code, lines } = await validate('1.37', file);
  rmSync(folder, { recursive: true });
  expect(code).toBe(1);
  expect(lines.join()).toContain("'minAvailabel' was unexpected");
});
