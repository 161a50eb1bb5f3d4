/** A text of a document with its code and emphasis. The rest of Markdown stays as it is. */
export function RichText({ text }: { text: string }) {
  const parts = text.split(/(`[^`\n]+`|\*\*[^*\n]+\*\*)/);
  return (
    <span class="rich">
      {parts.map((part, index) => {
        if (part.startsWith('`') && part.length > 2) return <code key={index}>{part.slice(1, -1)}</code>;
        if (part.startsWith('**') && part.length > 4) return <b key={index}>{part.slice(2, -2)}</b>;
        return part;
      })}
    </span>
  );
}
