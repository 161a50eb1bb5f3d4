import { useId, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';

export interface Tab {
  name: string;
  content: () => ComponentChildren;
}

/** Tabs of one panel (WAI-ARIA Authoring Practices, tabs). */
export function Tabs({ tabs, label }: { tabs: Tab[]; label: string }) {
  const id = useId();
  const [chosen, choose] = useState(tabs[0]?.name);
  const current = tabs.find(({ name }) => name === chosen) ?? tabs[0];
  const index = current === undefined ? 0 : tabs.indexOf(current);
  const step = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const next = (index + move + tabs.length) % tabs.length;
    choose(tabs[next]?.name);
    document.querySelector<HTMLElement>(`[id="${id}-${next}"]`)?.focus();
  };
  return (
    <div class="tabs">
      <div role="tablist" aria-label={label} onKeyDown={step}>
        {tabs.map(({ name }, position) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${position}`}
            aria-selected={position === index}
            aria-controls={`${id}-panel`}
            tabIndex={position === index ? 0 : -1}
            onClick={() => choose(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${index}`}>
        {current?.content()}
      </div>
    </div>
  );
}
