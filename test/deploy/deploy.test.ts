import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { serveCommand } from '../../src/cli/commands/serve.ts';
import { parseArguments } from '../../src/cli/read-arguments.ts';
import { repository } from '../support/cli.ts';

function read(name: string): string {
  return readFileSync(join(repository, 'deploy', name), 'utf8');
}

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: Record<string, unknown>;
}

const manifests = loadAll(read('kubernetes.yaml')) as Manifest[];
const [compose] = loadAll(read('compose.yaml')) as {
  services: Record<string, { command?: string[]; image: string; read_only?: boolean; cap_drop?: string[] }>;
}[];
const dockerfile = read('Dockerfile');

/** Returns a manifest as text, since its members are checked as a whole. */
function manifest(kind: string): string {
  return JSON.stringify(manifests.find((each) => each.kind === kind));
}

const pod = JSON.parse(manifest('Deployment')).spec.template.spec;
const commandLines: [file: string, words: string[]][] = [
  ['Dockerfile', JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? '[]')],
  ['compose.yaml, server-1', compose?.services['server-1']?.command ?? []],
  ['compose.yaml, server-2', compose?.services['server-2']?.command ?? []],
  ['kubernetes.yaml', pod.containers[0].args],
  [
    'openapi-mcp.service',
    (/^ExecStart=\/usr\/bin\/env openapi-mcp (.*)$/m.exec(read('openapi-mcp.service'))?.[1] ?? '').split(' '),
  ],
  [
    'docs/deploy.md, Cloud Run',
    (/--args (\S+)/.exec(readFileSync(join(repository, 'docs/deploy.md'), 'utf8'))?.[1] ?? '').split(','),
  ],
  [
    'docs/deploy.md, Fly',
    (/^app = "(.*)"$/m.exec(readFileSync(join(repository, 'docs/deploy.md'), 'utf8'))?.[1] ?? '').split(' '),
  ],
];

it.each(commandLines)('the command line of %s is one of serve', (_, [command, ...args]) => {
  expect(command).toBe('serve');
  const input = parseArguments(serveCommand, args, {});
  expect(input?.positionals).toEqual(['/etc/openapi-mcp/openapi.yaml']);
  expect(input?.flags).toMatchObject({ transport: 'http' });
});

describe('the manifests of Kubernetes', () => {
  it('are of stable versions', () => {
    expect(manifests.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual([
      'apps/v1 Deployment',
      'v1 Service',
      'autoscaling/v2 HorizontalPodAutoscaler',
      'policy/v1 PodDisruptionBudget',
      'networking.k8s.io/v1 NetworkPolicy',
      'monitoring.coreos.com/v1 ServiceMonitor',
    ]);
    expect(manifests.map(({ metadata }) => metadata.name)).toEqual(manifests.map(() => 'openapi-mcp'));
  });

  it.each(['Deployment', 'PodDisruptionBudget', 'ServiceMonitor', 'NetworkPolicy'])(
    'select the same pods: %s',
    (kind) => expect(manifest(kind)).toContain('elector":{"matchLabels":{"app":"openapi-mcp"}}'),
  );

  it('run the server without privileges', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true },
    });
    expect(pod.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('leave more time for the end than the server takes', () => {
    const [container] = pod.containers;
    const pause = Number(container.lifecycle.preStop.exec.command[1]);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(pause + 10);
    expect(container.readinessProbe.httpGet.path).toBe('/readyz');
    expect(container.livenessProbe.httpGet.path).toBe('/healthz');
  });

  it('name ports that the container has', () => {
    const ports = new Map<string, number>(
      pod.containers[0].ports.map((port: { name: string; containerPort: number }) => [
        port.name,
        port.containerPort,
      ]),
    );
    expect([...ports]).toEqual([
      ['http', 3000],
      ['metrics', 9464],
    ]);
    const targets = [...manifest('Service').matchAll(/"targetPort":"(\w+)"/g)].map(([, name = '']) => name);
    expect(targets.filter((name) => !ports.has(name))).toEqual([]);
    const allowed = [...manifest('NetworkPolicy').matchAll(/"port":(\d+)/g)].map(([, port]) => Number(port));
    expect(allowed).toEqual([...ports.values()]);
  });

  it('collect metrics at a port of the service', () => {
    const { spec: service, metadata } = JSON.parse(manifest('Service'));
    const { spec, ...rest } = JSON.parse(manifest('ServiceMonitor'));
    expect(Object.keys(rest)).toEqual(['apiVersion', 'kind', 'metadata']);
    expect(spec).toEqual({
      selector: { matchLabels: metadata.labels },
      endpoints: [{ port: 'metrics', path: '/metrics' }],
    });
    expect(service.ports.map(({ name }: { name: string }) => name)).toContain('metrics');
  });
});

it('the services of Docker have pinned images, read-only file systems and no capabilities', () => {
  const services = Object.entries(compose?.services ?? {});
  expect(services.map(([name]) => name)).toEqual(['server-1', 'server-2', 'redis', 'nginx']);
  for (const [, service] of services) {
    expect(service.image).toMatch(/^openapi-mcp$|:\d+\.\d+\.\d+-/);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  }
  const upstreams = [...read('nginx.conf').matchAll(/^ {2}server (server-\d):3000;$/gm)];
  expect(upstreams.map(([, name]) => name)).toEqual(['server-1', 'server-2']);
});

it('the image has a pinned base, a user and a health check', () => {
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
  expect(new Set(bases)).toEqual(new Set(['node:22.14.0-bookworm-slim']));
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toMatch(/^HEALTHCHECK .*\/healthz/m);
});

describe('the ServiceMonitor', () => {
  const schema = JSON.parse(
    readFileSync(join(repository, 'test/deploy/service-monitor.schema.json'), 'utf8'),
  );
  const isValid = new Ajv2020().compile(schema);

  it.each<[title: string, changed: string, to: string, valid: boolean]>([
    ['as it is', '', '', true],
    ['a misspelt key', '"endpoints"', '"endpoint"', false],
    ['a key that an endpoint does not have', '"port":', '"portName":', false],
    ['a port that is a number', '"metrics"', '9464', false],
    ['an interval without a unit', '"path":', '"interval":"30","path":', false],
    ['an interval', '"path":', '"interval":"30s","path":', true],
    ['another version', 'coreos.com/v1', 'coreos.com/v2', false],
  ])('has the fields of the Prometheus Operator: %s', (_, changed, to, valid) => {
    expect(isValid(JSON.parse(manifest('ServiceMonitor').replace(changed, to)))).toBe(valid);
  });
});
