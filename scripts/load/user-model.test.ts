import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { createPick, type Grounds, kinds, type Tag } from './user-model.ts';

const grounds: Grounds = { type: 'load_test', entryIds: ['one', 'two'], mediaIds: ['three'], locale: 'de' };
const picks = 40_000;

function count(wanted: Tag[]): Map<string, number> {
  const pick = createPick(wanted, createRandom(5));
  const counts = new Map<string, number>();
  for (let at = 0; at < picks; at += 1) {
    const { endpoint } = pick();
    counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
  }
  return counts;
}

describe('the user model', () => {
  it('does each task as often as its weight says', () => {
    const counts = count([]);

    const shares = kinds.reduce((sum, { share }) => sum + share, 0);
    for (const { share, tasks } of kinds) {
      const weights = tasks.reduce((sum, { weight }) => sum + weight, 0);
      for (const { endpoint, weight } of tasks) {
        const expected = (picks * share * weight) / (shares * weights);
        expect(Math.abs((counts.get(endpoint) ?? 0) - expected), endpoint).toBeLessThan(
          4 * Math.sqrt(expected),
        );
      }
    }
  });

  it('does nothing but what has one of the tags', () => {
    const byTag = (tag: Tag) => kinds.flatMap(({ tasks }) => tasks.filter((task) => task.tag === tag));

    for (const tag of ['read', 'write', 'admin', 'health'] as const) {
      const done = [...count([tag]).keys()].sort();
      expect(done).toEqual(
        byTag(tag)
          .map(({ endpoint }) => endpoint)
          .sort(),
      );
    }
  });

  it('asks under the very route that the endpoint is named after', () => {
    const random = createRandom(2);
    for (const { endpoint, ask } of kinds.flatMap(({ tasks }) => tasks)) {
      const { method, path } = ask(grounds, random);
      const pattern = endpoint.split(' ')[1]?.replaceAll(/:\w+/g, '[^/?]+');

      expect(endpoint.split(' ')[0]).toBe(method);
      expect(path).toMatch(new RegExp(`^${pattern}(?:\\?.*)?$`));
    }
  });

  it('makes entries whose slugs differ', () => {
    const random = createRandom(2);
    const create = kinds.flatMap(({ tasks }) => tasks).find(({ tag }) => tag === 'write');

    const bodies = Array.from({ length: 1_000 }, () => JSON.stringify(create?.ask(grounds, random).json));

    expect(new Set(bodies).size).toBe(1_000);
  });
});
