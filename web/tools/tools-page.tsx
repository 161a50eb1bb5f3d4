import { ToolList } from './tool-list.tsx';
import { Welcome } from './welcome.tsx';
import { ToolPage } from './tool-page.tsx';
import type { ServerView } from '../protocol/server.ts';

/** The list of tools beside the one that was chosen. */
export function ToolsPage({ server, selected }: { server: ServerView; selected: string | undefined }) {
  const tool = server.tools.find(({ name }) => name === selected);
  return (
    <div class={`split ${tool === undefined ? 'split-list' : 'split-item'}`}>
      <ToolList tools={server.tools} selected={selected} />
      <main class="main">
        <a class="back" href="#/tools">
          ← All tools
        </a>
        {tool === undefined ? <Empty selected={selected} /> : <ToolPage key={tool.name} tool={tool} />}
      </main>
    </div>
  );
}

function Empty({ selected }: { selected: string | undefined }) {
  return selected === undefined ? <Welcome /> : <p class="empty">There is no tool {selected}.</p>;
}
