import { clientIds } from '../../install/clients.ts';
import type { Flag } from './flag.ts';
import type { InstallOptions } from '../../install/install-options.ts';

/** Flags that name the configuration of a client. */
export interface ClientFlags extends Partial<Pick<InstallOptions, 'client' | 'scope'>> {
  dryRun?: boolean;
}

export const clientFlags: Flag[] = [
  {
    name: 'client',
    value: 'name',
    help: 'Client whose configuration is changed.',
    choices: clientIds,
  },
  {
    name: 'scope',
    value: 'scope',
    help: 'Configuration of the user, or of the project in the working directory; by default of the user if the client has one.',
    choices: ['user', 'project'],
  },
  { name: 'dry-run', help: 'Print the change, and write nothing.' },
];
