import { jsonAnswer } from '../support/upstream.ts';
import type { Answer, RecordedRequest } from '../support/upstream.ts';

/** A PNG image of one pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
/** A WAV sound without samples. */
const wav = Buffer.from('UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=', 'base64');

const byPath: Record<string, Answer> = {
  '/simple-text': textAnswer('text/plain', 'This is a simple text response for testing.'),
  '/image': { headers: { 'content-type': 'image/png' }, body: png },
  '/audio': { headers: { 'content-type': 'audio/wav' }, body: wav },
  '/embedded-resource': {
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from([0, 1, 2, 3]),
  },
  '/error': jsonAnswer({ title: 'This tool intentionally returns an error for testing' }, 500),
  '/progress': textAnswer('text/event-stream', 'data: 0\n\ndata: 50\n\ndata: 100\n\n'),
  '/logging': textAnswer('text/plain', 'Done'),
  '/elicitation': textAnswer('text/plain', 'Done'),
};

function textAnswer(mediaType: string, body: string): Answer {
  return { headers: { 'content-type': mediaType }, body };
}

/** Returns the response of the API of the fixtures. */
export function answerFixture({ target }: RecordedRequest): Answer {
  if (target.startsWith('/confirmed/')) return { status: 204 };
  return byPath[target] ?? jsonAnswer({ title: 'Not found' }, 404);
}
