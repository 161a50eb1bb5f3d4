import type { Handlers } from '../runtime/protocol.ts';
import type { ExploredServer, Explorer, OpenedExplorer } from './explorer-types.ts';

/** Creates the explorer of a server. It is loaded, and begins to record calls, when a browser first asks for it. */
export function createExplorer(server: ExploredServer): Explorer {
  let opening: Promise<OpenedExplorer> | undefined;
  let opened: OpenedExplorer | undefined;

  async function open(): Promise<OpenedExplorer> {
    if (opening === undefined) server.relay?.open();
    opening ??= import('./open-explorer.ts').then(({ openExplorer }) => openExplorer(server));
    opened = await opening;
    return opened;
  }

  server.relay?.register(
    () => void open(),
    (caller, entry) => opened?.add(caller, entry),
  );

  return {
    async pageAt(path, request) {
      const isPage = path === '/' ? acceptsHtml(request.headers.accept) : path.startsWith('/explorer/');
      return isPage ? (await open()).pageAt(path, request) : undefined;
    },
    dataAt: async (path) => (path.startsWith('/explorer/') ? (await open()).dataAt(path) : undefined),
    recorded(handlers) {
      let recorded: Handlers | undefined;
      const current = (): Handlers => {
        recorded ??= opened?.recorded(handlers);
        return recorded ?? handlers;
      };
      return {
        ...handlers,
        callTool: (name, args, context) => current().callTool(name, args, context),
        readResource: (uri, context) => current().readResource(uri, context),
      };
    },
    close: () => opened?.close(),
  };
}

/** Returns true for browsers. Other clients read the line of text. */
function acceptsHtml(accept = ''): boolean {
  return accept.includes('text/html');
}
