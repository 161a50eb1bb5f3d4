import { useEffect, useMemo, useState } from 'preact/hooks';
import { formatBytes } from '../parts/format.ts';
import { LinkedText } from '../parts/linked-text.tsx';
import type { Content, ResourceContents } from '../protocol/mcp-types.ts';

/** One part of a result. */
export function ContentView({ content }: { content: Content }) {
  switch (content.type) {
    case 'text':
      return <TextView text={content.text} />;
    case 'image':
      return (
        <img class="shown-image" alt="Result of the call" src={dataUrl(content.mimeType, content.data)} />
      );
    case 'audio':
      return <audio class="shown-audio" controls src={dataUrl(content.mimeType, content.data)} />;
    case 'resource':
      return <ResourceView contents={content.resource} />;
    case 'resource_link':
      return (
        <p class="note">
          Resource{' '}
          <a href={`#/resources/${encodeURIComponent(content.uri)}`}>
            <code>{content.uri}</code>
          </a>
          {content.size === undefined ? '' : `, ${formatBytes(content.size)}`}
        </p>
      );
    default:
      return null;
  }
}

/** The contents of a resource. */
export function ResourceView({ contents }: { contents: ResourceContents }) {
  if ('text' in contents) return <TextView text={contents.text} />;
  return <BytesView mimeType={contents.mimeType ?? 'application/octet-stream'} data={contents.blob} />;
}

function TextView({ text }: { text: string }) {
  return (
    <pre class="shown-text" tabIndex={0} role="region" aria-label="Text">
      <LinkedText text={text} />
    </pre>
  );
}

/** Bytes: an image, audio, video, a PDF, or a file to download. */
function BytesView({ mimeType, data }: { mimeType: string; data: string }) {
  const type = (mimeType.split(';')[0] ?? '').trim().toLowerCase();
  const blob = useMemo(() => new Blob([bytesOf(data)], { type: safeType(type) }), [data, type]);
  const [url, setUrl] = useState<string | undefined>();
  useEffect(() => {
    const created = URL.createObjectURL(blob);
    setUrl(created);
    return () => URL.revokeObjectURL(created);
  }, [blob]);
  if (url === undefined) return null;
  return (
    <figure class="shown-bytes">
      {type.startsWith('image/') && <img class="shown-image" alt="Result of the call" src={url} />}
      {type.startsWith('audio/') && <audio controls src={url} />}
      {type.startsWith('video/') && <video controls src={url} />}
      {type === 'application/pdf' && <iframe class="shown-pdf" title="PDF of the result" src={url} />}
      <figcaption>
        {type}, {formatBytes(blob.size)}{' '}
        <a href={url} download={`result.${extensionOf(type)}`}>
          Download
        </a>
      </figcaption>
    </figure>
  );
}

/** Returns a type that runs no script in this page's origin. */
function safeType(type: string): string {
  return /^(image\/(?!svg)|audio\/|video\/|application\/pdf$)/.test(type) ? type : 'application/octet-stream';
}

function extensionOf(type: string): string {
  const name = (type.split('/')[1] ?? 'bin').replace(/^x-|\+.*$/g, '');
  return /^[a-z0-9]{1,8}$/.test(name) ? name.replace('jpeg', 'jpg') : 'bin';
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

function dataUrl(mimeType: string, data: string): string {
  return `data:${mimeType};base64,${data}`;
}
