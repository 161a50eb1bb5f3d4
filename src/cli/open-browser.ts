import { spawn } from 'node:child_process';

const programs: Record<string, [command: string, ...args: string[]]> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/**
 * Opens a URL in the browser. The variable `BROWSER` names another program, or is `none`. A machine without a browser is
 * no error, since the URL is printed too.
 */
export function openBrowser(url: string, { BROWSER = '' }: Record<string, string | undefined>): void {
  if (BROWSER === 'none') return;
  const [command, ...args] = BROWSER === '' ? (programs[process.platform] ?? ['xdg-open']) : [BROWSER];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
}
