import { CodeBlock } from '../parts/code-block.tsx';
import { plural } from '../parts/format.ts';
import { usePage } from '../parts/page-context.ts';
import { RichText } from '../parts/rich-text.tsx';
import { clientSetups } from '../connect/client-configs.ts';

/** The beginning: what the server is, and how to connect a client. */
export function Welcome() {
  const { server, connection } = usePage();
  const { title, tools, templates, resources, prompts, instructions, facts } = server;
  const [claude] = clientSetups({
    name: server.name,
    url: connection.endpoint,
    hasToken: connection.token !== undefined,
  });
  const command = claude?.steps[0]?.code ?? '';
  const missing = facts.credentials.filter(({ isSet }) => !isSet).length;
  const counts = [
    plural(tools.length, 'tool'),
    ...(templates.length === 0 ? [] : [plural(templates.length, 'resource template')]),
    ...(resources.length === 0 ? [] : [plural(resources.length, 'resource')]),
    ...(prompts.length === 0 ? [] : [plural(prompts.length, 'prompt')]),
  ];
  return (
    <div class="page welcome">
      <div>
        <h1>{title}</h1>
        <p class="lead">{counts.join(', ')}. Choose a tool to try it.</p>
      </div>
      <section class="card" aria-label="Connect">
        <h2>Connect Claude Code</h2>
        <CodeBlock text={command} label="Command for Claude Code" />
        <p class="note after">
          <a href="#/connect">Cursor, VS Code, Claude Desktop and other clients</a>
        </p>
      </section>
      {(missing > 0 || facts.findings.length > 0) && (
        <p class="note">
          {missing > 0 && `${plural(missing, 'credential')} of the API not set. `}
          {facts.findings.length > 0 && `${plural(facts.findings.length, 'finding')} in the document. `}
          <a href="#/about">Details</a>
        </p>
      )}
      <section class="card" aria-label="Instructions">
        <h2>What the model is told</h2>
        <p class="description">
          <RichText text={instructions} />
        </p>
      </section>
    </div>
  );
}
