import { createParser } from 'eventsource-parser';
import type { RequestContext } from '../protocol.ts';

/** The most events that are reported as progress. */
const maximumEvents = 1_000;

/** Reports each event of a `text/event-stream` as progress while the stream is read (WHATWG HTML §9.2). */
export function reportEvents(
  progress: NonNullable<RequestContext['progress']>,
): (chunk: Uint8Array, contentType: string) => void {
  const decoder = new TextDecoder();
  let count = 0;
  const parser = createParser({
    onEvent: ({ data }) => {
      if (++count <= maximumEvents) progress(count, data);
    },
  });
  return (chunk, contentType) => {
    if (/^\s*text\/event-stream\b/i.test(contentType)) parser.feed(decoder.decode(chunk, { stream: true }));
  };
}
