// Podman over its Unix socket, as Docker's engine. `--docker-document` gives the engine's whole document.
import { join } from 'node:path';

export const podman = {
  name: 'Podman',
  debian: ['podman'],
  socket: 'podman.sock',
  start: ({ folder }) => ({
    command: 'podman',
    args: [
      '--root',
      join(folder, 'root'),
      '--runroot',
      join(folder, 'run'),
      '--storage-driver',
      'vfs',
      'system',
      'service',
      '--time=0',
      `unix://${join(folder, 'podman.sock')}`,
    ],
  }),
  document: 'bench/real/docker-engine.yaml',
  args: ['--base-url', 'unix:FOLDER/podman.sock:/v1.41'],
  tasks: [
    ['ask for its version', async (call) => (await call('SystemVersion')).Version],
    [
      'list images',
      async (call) => {
        const images = await call('ImageList', { all: true });
        return `${(images.result ?? images).length} images`;
      },
    ],
    [
      'create a volume',
      async (call) => {
        const body = { Name: 'data', Labels: { kind: 'test' } };
        return (
          await call('VolumeCreate', { body, volumeConfig: body }).catch(() => call('VolumeCreate', { body }))
        ).Name;
      },
    ],
    [
      'find it by a filter',
      async (call) => {
        const { Volumes: found } = await call('VolumeList', {
          filters: JSON.stringify({ label: ['kind=test'] }),
        });
        return found.map(({ Name: name }) => name).join(', ');
      },
    ],
    [
      'remove it',
      async (call) => {
        await call('VolumeDelete', { name: 'data' });
        const text = await call('VolumeInspect', { name: 'data' }).catch(({ message }) => message);
        return String(text).split('\n')[0];
      },
    ],
  ],
};
