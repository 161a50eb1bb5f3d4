import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Ask } from '../protocol/call.ts';
import type { Connection } from '../protocol/rpc.ts';
import type { ServerView } from '../protocol/server.ts';

/** The parts of the page that all others need. */
export interface PageContext {
  connection: Connection;
  server: ServerView;
  /** Asks the person a question of the server. */
  ask: Ask;
  /** Asks for a token, since the server refused the last one. */
  onSignInNeeded: () => void;
}

export const Page = createContext<PageContext | undefined>(undefined);

/** Returns the server of the page. */
export function usePage(): PageContext {
  const page = useContext(Page);
  if (page === undefined) throw new Error('There is no page around this part');
  return page;
}
