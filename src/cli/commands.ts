import type { Command } from './command.ts';

/** In the order of the help. A start loads only the command that it runs. */
const loaders: Map<string, () => Promise<Command>> = new Map<string, () => Promise<Command>>([
  ['serve', async () => (await import('./commands/serve.ts')).serveCommand],
  ['dev', async () => (await import('./commands/dev.ts')).devCommand],
  ['generate', async () => (await import('./commands/generate.ts')).generateCommand],
  ['inspect', async () => (await import('./commands/inspect.ts')).inspectCommand],
  ['call', async () => (await import('./commands/call.ts')).callCommand],
  ['read', async () => (await import('./commands/read.ts')).readCommand],
  ['login', async () => (await import('./commands/login.ts')).loginCommand],
  ['logout', async () => (await import('./commands/logout.ts')).logoutCommand],
  ['accounts', async () => (await import('./commands/accounts.ts')).accountsCommand],
  ['mock', async () => (await import('./commands/mock.ts')).mockCommand],
  ['validate', async () => (await import('./commands/validate.ts')).validateCommand],
  ['overlay', async () => (await import('./commands/overlay.ts')).overlayCommand],
  ['install', async () => (await import('./commands/install.ts')).installCommand],
  ['uninstall', async () => (await import('./commands/uninstall.ts')).uninstallCommand],
  ['bundle', async () => (await import('./commands/bundle.ts')).bundleCommand],
  ['config', async () => (await import('./commands/config.ts')).configCommand],
  ['init', async () => (await import('./commands/init.ts')).initCommand],
  [
    'completion',
    async () => (await import('./commands/completion.ts')).createCompletionCommand(loadCommands),
  ],
  ['help', async () => (await import('./commands/help.ts')).createHelpCommand(commandNames, loadCommands)],
]);

/** The names of all commands. */
export const commandNames: string[] = [...loaders.keys()];

/** Returns a command, or undefined if there is none of this name. */
export async function loadCommand(name: string): Promise<Command | undefined> {
  return loaders.get(name)?.();
}

/** Returns every command. */
export function loadCommands(): Promise<Command[]> {
  return Promise.all([...loaders.values()].map((load) => load()));
}
