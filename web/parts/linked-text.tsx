/** A text whose URLs of the web can be followed, such as one at which a caller connects an account. */
export function LinkedText({ text }: { text: string }) {
  if (text.length > longest) return <>{text}</>;
  return (
    <>
      {text.split(/(https?:\/\/[^\s"'<>`\\]*[^\s"'<>`\\.,;:!?)\]}])/).map((part, index) =>
        index % 2 === 1 && URL.canParse(part) ? (
          <a key={index} href={part} target="_blank" rel="noopener noreferrer">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  );
}

/** Characters. A longer text is data rather than words for a person. */
const longest = 20_000;
