import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { findToolChanges } from '../src/cli/reload/tool-changes.ts';
import { AboutPage } from './about/about-page.tsx';
import { ChangeNotice } from './changes/change-notice.tsx';
import { useChanges } from './changes/use-changes.ts';
import { ConnectPage } from './connect/connect-page.tsx';
import { LogPage } from './log/log-page.tsx';
import { AskDialog } from './parts/ask-dialog.tsx';
import { Page } from './parts/page-context.ts';
import { SignIn } from './parts/sign-in.tsx';
import { ThemeButton } from './parts/theme-button.tsx';
import { useRoute } from './parts/use-route.ts';
import { PromptsPage } from './prompts/prompts-page.tsx';
import { finishSignIn } from './protocol/oauth.ts';
import { Connection, SignInNeeded } from './protocol/rpc.ts';
import { readServer } from './protocol/server.ts';
import { ResourcesPage } from './resources/resources-page.tsx';
import { ToolsPage } from './tools/tools-page.tsx';
import type { ToolChanges } from '../src/runtime/policy/audit-entry.ts';
import type { ComponentChildren } from 'preact';
import type { PendingQuestion } from './parts/ask-dialog.tsx';
import type { ServerView } from './protocol/server.ts';

type State =
  | { kind: 'loading' }
  | { kind: 'sign-in'; problem?: string }
  | { kind: 'failed'; message: string }
  | { kind: 'ready'; server: ServerView; changes?: ToolChanges | undefined };

/** The page: connects to the server, and shows what a client of it sees. */
export function App() {
  const connection = useMemo(() => new Connection(), []);
  const [state, setState] = useState<State>({ kind: 'loading' });
  const [question, setQuestion] = useState<PendingQuestion | undefined>();
  const load = useCallback(async () => {
    setState({ kind: 'loading' });
    setState(await open(connection));
  }, [connection]);
  useEffect(() => {
    void finishSignIn().then(
      (token) => {
        connection.token = token;
        return load();
      },
      (error: unknown) => setState({ kind: 'sign-in', problem: messageOf(error) }),
    );
  }, [connection, load]);
  const reload = useCallback(async () => {
    const next = await open(connection);
    setState((former) => withChanges(former, next));
  }, [connection]);
  useChanges(connection, state.kind === 'ready' ? state.server.facts.revision : undefined, reload);
  const ask = useCallback(
    (message: string) =>
      new Promise<boolean>((resolve) => {
        setQuestion({ message, resolve });
      }),
    [],
  );
  const title = state.kind === 'ready' ? state.server.title : 'MCP explorer';
  useEffect(() => {
    document.title = title;
  }, [title]);
  switch (state.kind) {
    case 'loading':
      return (
        <main class="alone">
          <p role="status">Reading the server…</p>
        </main>
      );
    case 'failed':
      return (
        <main class="alone">
          <h1>The server cannot be read</h1>
          <p class="problem">{state.message}</p>
          <button type="button" class="primary" onClick={() => void load()}>
            Try again
          </button>
        </main>
      );
    case 'sign-in':
      return (
        <SignIn
          endpoint={connection.endpoint}
          problem={state.problem}
          onToken={(token) => {
            connection.token = token;
            void load();
          }}
        />
      );
    default:
  }
  const onSignInNeeded = (): void => setState({ kind: 'sign-in', problem: 'The token is no longer valid.' });
  return (
    <Page.Provider value={{ connection, server: state.server, ask, onSignInNeeded }}>
      <Shell
        server={state.server}
        notice={
          <ChangeNotice
            changes={state.changes}
            problem={state.server.facts.problem}
            onDismiss={() => setState({ ...state, changes: undefined })}
          />
        }
        onSignOut={
          connection.token === undefined
            ? undefined
            : () => {
                connection.token = undefined;
                void load();
              }
        }
      />
      {question !== undefined && (
        <AskDialog
          message={question.message}
          onAnswer={(isYes) => {
            setQuestion(undefined);
            question.resolve(isYes);
          }}
        />
      )}
    </Page.Provider>
  );
}

/** Returns the next state, with what it changes for a model. */
function withChanges(former: State, next: State): State {
  if (former.kind !== 'ready' || next.kind !== 'ready') return next;
  // A change that is not served changes nothing.
  if (next.server.facts.problem !== undefined) return next;
  return { ...next, changes: findToolChanges(former.server.tools, next.server.tools) };
}

async function open(connection: Connection): Promise<State> {
  try {
    return { kind: 'ready', server: await readServer(connection) };
  } catch (error) {
    if (error instanceof SignInNeeded)
      return connection.token === undefined
        ? { kind: 'sign-in' }
        : { kind: 'sign-in', problem: error.message };
    return { kind: 'failed', message: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const sections = [
  { name: 'tools', title: 'Tools' },
  { name: 'resources', title: 'Resources' },
  { name: 'prompts', title: 'Prompts' },
  { name: 'log', title: 'Calls' },
  { name: 'connect', title: 'Connect' },
  { name: 'about', title: 'About' },
];

function Shell({
  server,
  notice,
  onSignOut,
}: {
  server: ServerView;
  notice: ComponentChildren;
  onSignOut: (() => void) | undefined;
}) {
  const { section, item } = useRoute();
  const current = useRef<HTMLAnchorElement>(null);
  // The sections are wider than a phone.
  useEffect(() => current.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [section]);
  const hidden = new Set([
    ...(server.prompts.length === 0 ? ['prompts'] : []),
    ...(server.templates.length + server.resources.length === 0 ? ['resources'] : []),
  ]);
  return (
    <div class="shell">
      <header class="top">
        <a class="brand" href="#/tools">
          <img src="explorer/icon.svg" alt="" width="24" height="24" />
          <span class="brand-name">{server.title}</span>
          <span class="unit">{server.version}</span>
        </a>
        <nav class="sections" aria-label="Sections">
          {sections
            .filter(({ name }) => !hidden.has(name))
            .map(({ name, title }) => (
              <a
                key={name}
                ref={name === section ? current : null}
                href={`#/${name}`}
                aria-current={name === section ? 'page' : undefined}
              >
                {title}
              </a>
            ))}
        </nav>
        <span class="top-end">
          {onSignOut !== undefined && (
            <button type="button" class="quiet small" onClick={onSignOut}>
              Sign out{server.facts.caller === undefined ? '' : ` ${server.facts.caller}`}
            </button>
          )}
          <ThemeButton />
        </span>
      </header>
      <div>{notice}</div>
      <Section name={section} item={item} server={server} />
    </div>
  );
}

function Section({ name, item, server }: { name: string; item: string | undefined; server: ServerView }) {
  switch (name) {
    case 'resources':
      return <ResourcesPage selected={item} />;
    case 'prompts':
      return (
        <main class="main">
          <PromptsPage />
        </main>
      );
    case 'log':
      return (
        <main class="main">
          <LogPage />
        </main>
      );
    case 'connect':
      return (
        <main class="main">
          <ConnectPage />
        </main>
      );
    case 'about':
      return (
        <main class="main">
          <AboutPage />
        </main>
      );
    default:
      return <ToolsPage server={server} selected={item} />;
  }
}
