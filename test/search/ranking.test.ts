import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { createRanking } from '../../src/runtime/search/ranking.ts';
import { petstorePath } from '../support/cli.ts';
import type { OperationDescriptor } from '../../src/descriptor.ts';
import type { JsonObject } from '../../src/json/value.ts';

async function operationsOf(source: string | JsonObject): Promise<OperationDescriptor[]> {
  return describeApi(await loadDocument(source)).descriptor.operations;
}

function find(operations: OperationDescriptor[], question: string): string[] {
  return createRanking(operations)(question, new Set(operations)).map(({ operation }) => operation.name);
}

/** Reads an operation from each line: `GET /path title`. */
function api(...lines: string[]): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const line of lines) {
    const [, method = '', path = '', title = ''] = /^(\S+) (\S+) ?(.*)$/.exec(line) ?? [];
    const deprecated = title.startsWith('(old)');
    const summary = title.replace('(old) ', '');
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: {
        ...(summary === '' ? {} : { summary }),
        ...(deprecated ? { deprecated } : {}),
        responses: {},
      },
    };
  }
  return { openapi: '3.1.0', info: { title: 'Ranked', version: '1' }, paths };
}

describe('the pet store', () => {
  it.each([
    ['add a pet', 'createPet'],
    ['create new pet', 'createPet'],
    ['delete pet', 'removePet'],
    ['opening hours', 'getOpeningHours'],
    ['when does the shop open', 'getOpeningHours'],
    ['upload photo', 'addPhoto'],
    ['price of a pet', 'getPetPrice'],
    ['get_pet_price', 'getPetPrice'],
    ['photo of pet', 'listPhotos'],
  ])('%s: %s', async (question, name) => {
    expect(find(await operationsOf(petstorePath), question)[0]).toBe(name);
  });

  it('returns nothing without a word of the query', async () => {
    expect(find(await operationsOf(petstorePath), 'xyzzy')).toEqual([]);
  });

  it('tolerates a typing error', async () => {
    expect(find(await operationsOf(petstorePath), 'favuorites')).toContain('addFavourite');
  });
});

describe('the intended operation', () => {
  it.each<[label: string, lines: string[], question: string, first: string]>([
    [
      'the title with no other word',
      ['POST /issue/{id}/links Create issue link type', 'POST /issues Create issue'],
      'create an issue',
      'post_issues',
    ],
    [
      'the method, where there are no titles',
      ['POST /orders', 'GET /orders', 'DELETE /orders/{id}', 'GET /orders/{id}'],
      'list orders',
      'get_orders',
    ],
    [
      'not the one that deletes',
      ['DELETE /orders/{id} Order', 'GET /orders/{id} Order'],
      'order',
      'get_orders_by_id',
    ],
    [
      'the one that deletes, where it was asked for',
      ['GET /orders/{id} Order', 'DELETE /orders/{id} Order'],
      'remove order',
      'delete_orders_by_id',
    ],
    [
      'not the deprecated one',
      ['GET /v1/pets (old) List pets', 'GET /v2/pets List pets'],
      'pets',
      'get_v2_pets',
    ],
    [
      'all words before the rarest one',
      ['GET /zebras List zebras', 'POST /zebras/{id}/feed Feed zebra', 'POST /cats/feed Feed cat'],
      'feed a zebra',
      'post_zebras_by_id_feed',
    ],
  ])('is %s', async (_, lines, question, first) => {
    expect(find(await operationsOf(api(...lines)), question)[0]).toBe(first);
  });

  it('is among the candidates', async () => {
    const operations = await operationsOf(api('GET /pets List pets', 'POST /pets Add pets'));
    const [, added] = operations;
    const offered = new Set(operations.filter((operation) => operation === added));
    expect(createRanking(operations)('pets', offered).map(({ operation }) => operation)).toEqual([added]);
  });
});

describe('all that match', () => {
  it('are found, also by one common word of a long query', async () => {
    const lines = Array.from(
      { length: 40 },
      (_, index) => `GET /orders/kind${index} List orders of kind ${index}`,
    );
    const operations = await operationsOf(api('POST /refunds Refund an unpaid reservation', ...lines));
    expect(find(operations, 'refund an unpaid reservation of orders')).toHaveLength(41);
  });

  it('are found in an API of any size', async () => {
    const lines = Array.from({ length: 400 }, (_, index) => `GET /pets/kind${index} List pets`);
    expect(find(await operationsOf(api(...lines)), 'list pets')).toHaveLength(400);
  });

  it('are found for each part of a query that asks for several', async () => {
    const operations = await operationsOf(
      api(
        'POST /invoices Create invoice',
        'POST /mails Send mail',
        'DELETE /carts/{id} Clear the cart',
        'GET /logs List logs',
      ),
    );
    const found = find(operations, 'create an invoice, send it as mail, and clear the cart');
    expect(found.slice(0, 3).toSorted()).toEqual(['delete_carts_by_id', 'post_invoices', 'post_mails']);
  });
});

describe('languages without spaces', () => {
  const lines = ['GET /a 天気予報を取得する', 'GET /b 查询订单列表', 'GET /c อัปโหลดไฟล์', 'GET /d List logs'];

  it.each([
    ['天気', 'get_a'],
    ['天気を調べたい', 'get_a'],
    ['订单', 'get_b'],
    ['我的订单在哪里', 'get_b'],
    ['ไฟล์', 'get_c'],
    ['ลบไฟล์', 'get_c'],
  ])('%s is found', async (question, name) => {
    expect(find(await operationsOf(api(...lines)), question)[0]).toBe(name);
  });
});

describe('words that are names in JavaScript', () => {
  it.each(['constructor', '__proto__', 'hasOwnProperty', 'toString valueOf'])('%s is found', async (word) => {
    const operations = await operationsOf(api(`GET /a ${word}`, 'GET /b Other'));
    expect(find(operations, word)).toEqual(['get_a']);
  });
});
