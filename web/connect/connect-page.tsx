import { CodeBlock } from '../parts/code-block.tsx';
import { usePage } from '../parts/page-context.ts';
import { clientSetups } from './client-configs.ts';

/** Shows how each client connects to this server. */
export function ConnectPage() {
  const { connection, server } = usePage();
  const setups = clientSetups({
    name: server.name,
    url: connection.endpoint,
    hasToken: connection.token !== undefined,
  });
  return (
    <div class="page">
      <h1>Connect a client</h1>
      <p class="lead">
        {server.title} is at <code>{connection.endpoint}</code>
        {connection.token === undefined
          ? '.'
          : ', for callers with a token. The texts below name a variable for it.'}
      </p>
      <div class="setups">
        {setups.map(({ client, steps }) => (
          <section class="card" key={client} aria-label={client}>
            <h2>{client}</h2>
            {steps.map(({ text, code, link }) => (
              <div key={text} class="step">
                <p>{text}</p>
                {code !== undefined && <CodeBlock text={code} label={`${client}: ${text}`} />}
                {link !== undefined && (
                  <a class="button primary" href={link.href}>
                    {link.text}
                  </a>
                )}
              </div>
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}
