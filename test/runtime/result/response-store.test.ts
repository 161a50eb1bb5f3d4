import { describe, expect, it, vi } from 'vitest';
import { createResponseStore } from '../../../src/runtime/result/response-store.ts';

const body = (size: number): Buffer => Buffer.alloc(size, 'x');

describe('stored responses', () => {
  it('are found unchanged by random ids', () => {
    const kept = createResponseStore();
    const one = Buffer.from('{"a": 1}');
    const id = kept.add(one, 'application/json') ?? '';
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(kept.find(id)).toEqual({ body: one, mediaType: 'application/json' });
    expect(kept.find('other')).toBeUndefined();
    expect(kept.add(one, 'application/json')).not.toBe(id);
  });

  it('are at most the limit, and the least recently used is removed first', () => {
    const kept = createResponseStore({ maxCount: 2 });
    const [one = '', two = ''] = [kept.add(body(1), 'a/b'), kept.add(body(1), 'a/b')];
    kept.find(one);
    const three = kept.add(body(1), 'a/b') ?? '';
    expect([one, two, three].map((id) => kept.find(id) !== undefined)).toEqual([true, false, true]);
  });

  it('have at most the limit of bytes', () => {
    const kept = createResponseStore({ maxBytes: 100 });
    const one = kept.add(body(60), 'a/b') ?? '';
    const two = kept.add(body(40), 'a/b') ?? '';
    expect([one, two].map((id) => kept.find(id)?.body.length)).toEqual([60, 40]);
    const three = kept.add(body(50), 'a/b') ?? '';
    expect([one, two, three].map((id) => kept.find(id)?.body.length)).toEqual([undefined, 40, 50]);
    expect(kept.add(body(101), 'a/b')).toBeUndefined();
    expect(kept.find(three)?.body.length).toBe(50);
  });

  it('expire without a timer, and reading does not extend them', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const kept = createResponseStore({ maxAge: 1000 });
      const id = kept.add(body(1), 'a/b') ?? '';
      vi.advanceTimersByTime(999);
      expect(kept.find(id)).toBeDefined();
      vi.advanceTimersByTime(1);
      expect(kept.find(id)).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });
});
