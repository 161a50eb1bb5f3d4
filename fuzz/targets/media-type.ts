import {
  charsetOf,
  essence,
  familyOf,
  hasWritableCharset,
  isInRange,
  isMediaType,
  orderContent,
  splitParameters,
} from '../../src/http/media-type.ts';
import { readResponse } from '../../src/runtime/response/read-response.ts';
import { expectSame, expectThat, linesOf, stableOutcomeOf } from '../invariants.ts';

const endings = ['complete', 'limit', 'timeout', 'broken'] as const;

/** Reads a media type, and a response of that type: the first byte selects the ending, the first line is the type. */
export async function fuzz(data: Buffer): Promise<void> {
  const [line = ''] = linesOf(data.subarray(1));
  const body = data.subarray(line.length + 2);
  // A response with other characters in a header is refused by the client of HTTP.
  const mediaType = line.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '');
  expectSame(splitParameters(mediaType).join(';'), mediaType, 'The parameters are not those of the text');
  expectSame(familyOf(essence(mediaType)), familyOf(mediaType), 'A parameter changes the family');
  const type = essence(mediaType);
  expectSame(essence(type), type, 'The essence of a type has another essence');
  if (isMediaType(mediaType)) {
    expectThat(isMediaType(type), 'The essence of a media type is none');
    expectThat(isInRange(type, `${type.split('/')[0]}/*`), 'A media type is not in its own range');
    expectSame(new Headers({ accept: mediaType }).get('accept'), mediaType.trim(), 'No header carries it');
  }
  expectThat(typeof hasWritableCharset(mediaType) === 'boolean', 'A charset is neither known nor unknown');
  expectThat(charsetOf(mediaType) !== '', 'A charset has no name');
  expectSame(orderContent([{ mediaType }]).length, 1, 'Sorting loses a type');
  const ending = endings[(data[0] ?? 0) % endings.length] ?? 'complete';
  const read = await stableOutcomeOf(() =>
    readResponse({ headers: { 'content-type': mediaType }, body, ending }),
  );
  expectThat('value' in read, 'A response is refused');
  const { value } = read;
  expectThat(body.length > 0 || value.kind === 'empty', 'An empty body has data');
  if (value.kind === 'bytes') expectThat(value.data.equals(body), 'The bytes of a response change');
  if (value.kind === 'json' && ending === 'complete')
    expectSame(
      JSON.stringify(JSON.parse(value.text)),
      JSON.stringify(value.value),
      'JSON differs from its text',
    );
  if (value.kind !== 'empty')
    expectThat(/^[\t\x20-\x7e\x80-\xff]*$/.test(value.mediaType), 'A media type has control characters');
}
