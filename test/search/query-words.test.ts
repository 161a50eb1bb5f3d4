import { describe, expect, it } from 'vitest';
import { firstSentence, plainText } from '../../src/runtime/search/plain-text.ts';
import { queryWords, wordsOf } from '../../src/runtime/search/query-words.ts';

describe('words of a text', () => {
  it.each<[label: string, text: string, words: string[]]>([
    ['camel case is split', 'listPullRequests', ['list', 'pull', 'request']],
    ['so are acronyms', 'getHTTPServer', ['get', 'http', 'server']],
    ['and digits', 'createV2Token', ['creat', 'v2', 'token']],
    ['and what joins words', 'pulls/list-review_comments', ['pull', 'list', 'review', 'comment']],
    ['plurals and endings are the same', 'Repositories repository', ['repositori', 'repositori']],
    ['accents are taken off', 'Détails', ['detail']],
    ['words that tell nothing go', 'Get the status of all the pets', ['get', 'statu', 'pet']],
    ['other scripts stay', 'Заказы магазина', ['заказы', 'магазина']],
    ['Chinese is cut into words', '查询订单列表', ['查询', '订单', '列表']],
    ['so is Japanese', '天気予報を取得', ['天気', '予報', 'を', '取得']],
    ['narrow letters are wide ones', 'ﾕｰｻﾞｰ一覧', ['ユーザー', '一覧']],
    ['voicing marks stay, composed or not', 'カ\u3099ス ガス', ['ガス', 'ガス']],
    ['vowels and tones of Thai stay', 'ลบไฟล์ทั้งหมด', ['ลบ', 'ไฟล์', 'ทั้งหมด']],
    ['Khmer', 'ឯកសារថ្មី', ['ឯកសារ', 'ថ្មី']],
    ['scripts in one name', 'get天気ById', ['get', '天気', 'id']],
    ['marks between them', '「天気」・订单、“日志”。', ['天気', '订单', '日志']],
    ['Korean has spaces', '주문 조회', ['주문'.normalize('NFKD'), '조회'.normalize('NFKD')]],
    ['nothing is no word', ' – ', []],
  ])('%s', (_, text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

function stemsOf(question: string, weight: number): string[] {
  return queryWords(question)
    .filter((word) => word.weight === weight)
    .map(({ stem }) => stem);
}

describe('words of a query', () => {
  it.each<[label: string, question: string, words: string[]]>([
    ['each is asked once', 'pets and more pets', ['pet', 'more']],
    ['“my” is a word here', 'my repositories', ['my', 'repositori']],
    ['a question of silent words is taken by them', 'how to', ['how', 'to']],
    ['nothing asks nothing', '', []],
  ])('%s', (_, question, words) => {
    expect(stemsOf(question, 1)).toEqual(words);
  });

  it('synonyms count less, and refer to the word of the query', () => {
    expect(queryWords('remove pet')).toContainEqual({ stem: 'delet', weight: 0.3, position: 0 });
  });

  it('a word of the query is not a synonym', () => {
    expect(stemsOf('create new', 0.3)).not.toContain('new');
  });
});

describe('text of a description', () => {
  it.each([
    ['tags go', '<p>Creates a <b>pet</b>.</p>', 'Creates a pet .'],
    ['links are their text', 'See [the guide](https://example.com/a) now', 'See the guide now'],
    ['marks go, lines are one', '**Bold**\n\n`code`', 'Bold code'],
  ])('%s', (_, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('ends a sentence at its mark, not inside a number', () => {
    expect(firstSentence('获取天气。需要城市。')).toBe('获取天气。');
    expect(firstSentence('Since 1.5 it is quick. Really.')).toBe('Since 1.5 it is quick.');
  });
});
