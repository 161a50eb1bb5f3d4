import { useMemo } from 'preact/hooks';
import { limitWarnings } from '../../src/cli/client-limits.ts';
import { formatCount, plural } from '../parts/format.ts';
import { usePage } from '../parts/page-context.ts';
import type { ComponentChildren } from 'preact';
import type { ShownFinding } from '../../src/explorer/explorer-types.ts';
import type { ServerView } from '../protocol/server.ts';

/** The server itself: its instructions, credentials, findings, and the cost of its tools. */
export function AboutPage() {
  const { server, connection } = usePage();
  const { title, version, name, instructions, facts } = server;
  return (
    <div class="page">
      <h1>
        {title} <span class="unit">{version}</span>
      </h1>
      <dl class="facts">
        <Fact name="Name">
          <code>{name}</code>
        </Fact>
        <Fact name="Endpoint">
          <code>{connection.endpoint}</code>
        </Fact>
        {facts.document !== undefined && (
          <Fact name="Document">
            <code>{facts.document}</code>
          </Fact>
        )}
        {facts.caller !== undefined && <Fact name="Signed in as">{facts.caller}</Fact>}
        <Fact name="Served by">openapi-mcp {facts.version}</Fact>
      </dl>
      <Credentials server={server} />
      <section class="card" aria-label="Instructions">
        <h2>Instructions for the model</h2>
        <pre class="shown-text" tabIndex={0} role="region" aria-label="Instructions">
          {instructions}
        </pre>
      </section>
      <Findings server={server} />
      <Cost server={server} />
      <Limits server={server} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Credentials({ server: { facts } }: { server: ServerView }) {
  if (facts.credentials.length === 0) return null;
  return (
    <section class="card" aria-label="Credentials">
      <h2>Credentials of the API</h2>
      <div class="table-box" tabIndex={0} role="region" aria-label="Credentials of the API">
        <table>
          <tbody>
            {facts.credentials.map(({ scheme, source, isSet }) => (
              <tr key={scheme}>
                <th scope="row">{scheme}</th>
                <td>
                  <span class={isSet ? 'status status-good' : 'status status-warn'}>
                    {isSet ? 'set' : 'not set'}
                  </span>
                </td>
                <td>
                  <code>{source}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Findings({ server: { facts } }: { server: ServerView }) {
  const { findings, document } = facts;
  return (
    <section class="card" aria-label="Findings">
      <h2>Findings in the document</h2>
      {findings.length === 0 ? (
        <p class="note">None: every operation is served as the document describes it.</p>
      ) : (
        <>
          <p class="note">
            {plural(findings.length, 'part')} of{' '}
            {document === undefined ? 'the document' : <code>{document}</code>}{' '}
            {findings.length === 1 ? 'was' : 'were'} repaired, relaxed or left out.
          </p>
          <div class="table-box" tabIndex={0} role="region" aria-label="Findings in the document">
            <table>
              <tbody>
                {findings.slice(0, 500).map((finding, index) => (
                  <tr key={index}>
                    <td>
                      <span class={`status ${finding.kind === 'skipped' ? 'status-bad' : 'status-warn'}`}>
                        {finding.kind}
                      </span>
                    </td>
                    <td>
                      {finding.message}
                      <br />
                      <FindingPlace document={document} finding={finding} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

/** The pointer of a finding, or its line, which opens the lines around it. */
function FindingPlace({ document, finding }: { document: string | undefined; finding: ShownFinding }) {
  const { source = document ?? 'document', line, column, pointer, excerpt } = finding;
  if (line === undefined) return <code class="unit">{pointer}</code>;
  const place = `${source}:${line}:${column}`;
  if (excerpt === undefined) return <code class="unit">{`${place} ${pointer}`}</code>;
  return (
    <details class="excerpt">
      <summary>
        <code>{place}</code> <code class="unit">{pointer}</code>
      </summary>
      <pre tabIndex={0} role="region" aria-label={place}>
        {excerpt.lines.map((text, index) => {
          const number = excerpt.firstLine + index;
          return (
            <span key={number} class={number === line ? 'excerpt-line excerpt-found' : 'excerpt-line'}>
              <span class="excerpt-number">{number}</span>
              {`${text}\n`}
            </span>
          );
        })}
      </pre>
    </details>
  );
}

const maxRows = 15;

function Cost({ server: { tools } }: { server: ServerView }) {
  const total = tools.reduce((sum, { tokens }) => sum + tokens, 0);
  const dear = tools.toSorted((one, other) => other.tokens - one.tokens).slice(0, maxRows);
  const most = dear[0]?.tokens ?? 1;
  return (
    <section class="card" aria-label="Tokens">
      <h2>What the model pays</h2>
      <p class="note">
        About {formatCount(total)} tokens for {plural(tools.length, 'tool')}, estimated: 4 characters of name,
        description and input schema each.
      </p>
      <table class="cost">
        <tbody>
          {dear.map(({ name, tokens }) => (
            <tr key={name}>
              <th scope="row">
                <a href={`#/tools/${encodeURIComponent(name)}`}>{name}</a>
              </th>
              <td class="cost-bar">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="bar" width={(tokens / most) * 100} height="8" rx="1" />
                </svg>
              </td>
              <td class="json-number">{formatCount(tokens)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The limits of clients that the list of tools exceeds. */
function Limits({ server: { name, tools } }: { server: ServerView }) {
  const limits = useMemo(() => limitWarnings(name, tools), [name, tools]);
  return (
    <section class="card" aria-label="Limits of clients">
      <h2>Limits of clients</h2>
      {limits.length === 0 ? (
        <p class="note">The tools are within the limits of all known clients.</p>
      ) : (
        <div class="table-box" tabIndex={0} role="region" aria-label="Limits of clients">
          <table>
            <tbody>
              {limits.map(({ client, message, tools: over }) => (
                <tr key={client + message}>
                  <th scope="row">{client}</th>
                  <td>
                    {message}
                    {over !== undefined && (
                      <span class="unit">
                        {' '}
                        ({plural(over.length, 'tool')}: {over.slice(0, 5).join(', ')}
                        {over.length > 5 ? ', …' : ''})
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
