import { useEffect, useState } from 'preact/hooks';

const key = 'openapi-mcp-theme';
const names = ['system', 'light', 'dark'] as const;
type Theme = (typeof names)[number];

const marks: Record<Theme, string> = { system: '◐', light: '☀', dark: '☾' };

/** Changes between light, dark and the choice of the system. */
export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(readTheme);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    localStorage.setItem(key, theme);
  }, [theme]);
  const next = names[(names.indexOf(theme) + 1) % names.length] ?? 'system';
  return (
    <button
      type="button"
      class="quiet icon"
      title={`Theme: ${theme}`}
      aria-label={`Theme: ${theme}. Change to ${next}`}
      onClick={() => setTheme(next)}
    >
      <span aria-hidden="true">{marks[theme]}</span>
    </button>
  );
}

function readTheme(): Theme {
  const stored = localStorage.getItem(key);
  return names.find((name) => name === stored) ?? 'system';
}
