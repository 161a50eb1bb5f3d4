import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { MethodBadge } from '../parts/badges.tsx';
import { formatCount } from '../parts/format.ts';
import { countTags, filterTools } from './filter-tools.ts';
import type { ListedTool } from '../protocol/server.ts';

/** Pixels of an entry, as the style sheet says. */
const rowHeight = 56;
/** Entries above and below the visible ones. */
const margin = 8;

/** All tools, searched and filtered by tag. Only the visible entries are in the page. */
export function ToolList({ tools, selected }: { tools: ListedTool[]; selected: string | undefined }) {
  const [text, setText] = useState('');
  const [tag, setTag] = useState('');
  const tags = useMemo(() => countTags(tools), [tools]);
  const found = useMemo(() => filterTools(tools, text, tag), [tools, text, tag]);
  const box = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      const target = event.target;
      const isWriting = target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
      if (event.key !== '/' || isWriting || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      search.current?.focus();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);
  useEffect(() => {
    const current = box.current;
    if (current === null) return undefined;
    const measure = (): void => setView({ top: current.scrollTop, height: current.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    box.current?.scrollTo({ top: 0 });
  }, [text, tag]);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - margin);
  const last = Math.min(found.length, Math.ceil((view.top + view.height) / rowHeight) + margin);
  return (
    <nav class="tool-list" aria-label="Tools">
      <div class="tool-filter">
        <input
          ref={search}
          type="search"
          placeholder="Search tools  ( / )"
          aria-label="Search tools"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            box.current?.querySelector('a')?.focus();
          }}
        />
        {tags.length > 0 && (
          <select aria-label="Tag" value={tag} onChange={({ currentTarget }) => setTag(currentTarget.value)}>
            <option value="">All tags</option>
            {tags.map(([name, count]) => (
              <option key={name} value={name}>
                {name} ({count})
              </option>
            ))}
          </select>
        )}
        <p class="tool-count" role="status">
          {found.length === tools.length
            ? `${formatCount(tools.length)} tools`
            : `${formatCount(found.length)} of ${formatCount(tools.length)} tools`}
        </p>
      </div>
      <div
        class="tool-scroll"
        ref={box}
        onScroll={({ currentTarget: { scrollTop, clientHeight } }) =>
          setView({ top: scrollTop, height: clientHeight })
        }
        onKeyDown={moveFocus}
      >
        <ul style={{ height: `${found.length * rowHeight}px` }}>
          {found.slice(first, last).map((tool, index) => (
            <li key={tool.name} style={{ transform: `translateY(${(first + index) * rowHeight}px)` }}>
              <ToolEntry tool={tool} isSelected={tool.name === selected} />
            </li>
          ))}
        </ul>
        {found.length === 0 && <p class="note">No tool has these words.</p>}
      </div>
    </nav>
  );
}

function ToolEntry({ tool, isSelected }: { tool: ListedTool; isSelected: boolean }) {
  const { name, title, path, method } = tool;
  return (
    <a
      class="tool-entry"
      href={`#/tools/${encodeURIComponent(name)}`}
      aria-current={isSelected ? 'page' : undefined}
    >
      <MethodBadge method={method} />
      <span class="tool-names">
        <span class="tool-name">{name}</span>
        <span class="tool-path">{path ?? title ?? ''}</span>
      </span>
    </a>
  );
}

/** Moves the focus between entries with the arrow keys. */
function moveFocus(event: KeyboardEvent): void {
  const step =
    event.key === 'ArrowDown'
      ? 'nextElementSibling'
      : event.key === 'ArrowUp'
        ? 'previousElementSibling'
        : undefined;
  if (step === undefined || !(event.target instanceof HTMLElement)) return;
  const next = event.target.closest('li')?.[step]?.querySelector('a');
  if (next === null || next === undefined) return;
  event.preventDefault();
  next.focus();
}
