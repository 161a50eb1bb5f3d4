import { isInRange, isMediaType, essence } from '../../src/http/media-type.ts';
import { chooseMediaType, declaredResponse } from '../../src/mock/choose-response.ts';
import { coversMediaType } from '../../src/mock/media-range.ts';
import { acceptHeader } from '../../src/runtime/request/accept-header.ts';
import { expectSame, expectThat, linesOf, stableOutcomeOf } from '../invariants.ts';
import type { MediaType, Response } from '../../src/model/api-model.ts';

/** Chooses a response by ranges: the first line is Accept, the second a code, the others are media types or ranges. */
export async function fuzz(data: Buffer): Promise<void> {
  const [accept = '', code = '', ...types] = linesOf(data);
  const content = types.map((mediaType): MediaType => ({ mediaType, schema: {}, pointer: '' }));
  const responses = ['200', code, '4XX', 'default'].map((status): Response => ({ status, content }));
  const [response] = responses;
  if (response === undefined) return;
  const chosen = await stableOutcomeOf(() => chooseMediaType(response, accept));
  expectThat('value' in chosen, 'Accept is refused');
  expectSame(chosen.value === undefined, content.length === 0, 'There is a type, and none is chosen');
  if (chosen.value !== undefined)
    expectThat(content.includes(chosen.value), 'A type is chosen that is not declared');
  const found = declaredResponse(responses, Number(code));
  expectThat(found !== undefined, 'No response is found, although there is a default');
  const header = acceptHeader([
    { status: '200', content: types.map((mediaType) => ({ mediaType, schema: {} })) },
  ]);
  expectSame(new Headers({ accept: header }).get('accept'), header, 'No header carries Accept');
  for (const type of types) {
    expectThat(
      coversMediaType('*/*', type) === type.includes('/') || !isMediaType(type),
      'A type is in no range',
    );
    if (isMediaType(type)) expectThat(isInRange(type, essence(type)), 'A type is not in the range of itself');
  }
}
