import { useState } from 'preact/hooks';

/** Copies a text, and says so for a moment. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      setState('failed');
    }
    setTimeout(() => setState('ready'), 1500);
  };
  const words = { ready: label, copied: 'Copied', failed: 'Not allowed' };
  return (
    <button type="button" class="small copy" onClick={() => void copy()} aria-live="polite">
      {words[state]}
    </button>
  );
}
