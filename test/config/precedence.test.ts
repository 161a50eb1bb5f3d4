import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFlags } from '../../src/cli/open-command-config.ts';
import { propertyOf } from '../../src/cli/flags/flag.ts';
import { readFlagValues, readValue } from '../../src/cli/flags/read-flag-values.ts';
import { repository } from '../support/cli.ts';
import type { FileValue, Flag } from '../../src/cli/flags/flag.ts';

const flags = await configFlags();

/** Texts of every form of value. Each flag takes the first ones that it accepts. */
const candidates = [
  ['1', '2', '3', '4'],
  ['https://one.example', 'https://two.example', 'https://three.example', 'https://four.example'],
  ['X-One: 1', 'X-Two: 2', 'X-Three: claim:three', 'X-Four: claim:four'],
  ['one=1', 'two=2', 'three=3', 'four=4'],
  ['one', 'two', 'three', 'four'],
  ['1m', '2m', '3m', '4m'],
  ['127.0.0.1:1', '127.0.0.1:2', '127.0.0.1:3', '127.0.0.1:4'],
  ['1000', '2000', '3000', '4000'],
  ['1/s', '2/s', '3/s', '4/s'],
  ['login=one', 'login=two', 'login=three', 'login=four'],
  ['redis://one', 'redis://two', 'redis://three', 'redis://four'],
  ['src', 'test', 'docs', 'bench'].map((folder) => join(repository, folder)),
  ['package.json', 'README.md', 'SECURITY.md', 'LICENSE'].map((file) => join(repository, file)),
].flat();

/** Returns four texts that a flag accepts, which are fewer for a flag with fewer choices. */
function textsOf(flag: Flag): string[] {
  const texts = [...(flag.choices ?? candidates)].filter((text) => isAccepted(flag, text));
  const distinct = new Map(texts.map((text) => [JSON.stringify(readValue(flag, [text], 'test')), text]));
  return [...distinct.values()].slice(0, 4);
}

function isAccepted(flag: Flag, text: string): boolean {
  try {
    return readValue(flag, [text], 'test') !== undefined;
  } catch {
    return false;
  }
}

function fileValue(text: string): FileValue {
  return { texts: [text], written: [text], source: 'key', place: 'openapi-mcp.config.yaml:1:1' };
}

describe('a flag over its variable over the file over the default', () => {
  it.each(flags.filter(({ value }) => value !== undefined))('--$name', (flag) => {
    const key = propertyOf(flag);
    const [ofFlag = '', ofFile = '', ofVariable = ofFlag] = textsOf(flag);
    const expected = (text: string): unknown => readValue(flag, [text], 'test');
    const given = new Map([[flag.name, [ofFlag]]]);
    const file = new Map([[flag.name, fileValue(ofFile)]]);
    const environment = flag.variable === undefined ? {} : { [flag.variable]: ofVariable };
    const read = (...layers: [Map<string, string[]>, Record<string, string>, Map<string, FileValue>?]) =>
      readFlagValues([{ ...flag, isRequired: false }], ...layers);

    expect(expected(ofFlag)).not.toEqual(expected(ofFile));
    expect(read(given, environment, file)).toEqual({ [key]: expected(ofFlag) });
    expect(read(new Map(), environment, file)).toEqual({
      [key]: expected(flag.variable === undefined ? ofFile : ofVariable),
    });
    expect(read(new Map(), {}, file)).toEqual({ [key]: expected(ofFile) });
    expect(read(new Map(), {})).toEqual(flag.default === undefined ? {} : { [key]: flag.default });
  });

  it('an empty variable counts as unset', () => {
    const flag: Flag = { name: 'base-url', help: '', value: 'url', variable: 'BASE_URL' };
    const file = new Map([['base-url', fileValue('https://one.example')]]);
    expect(readFlagValues([flag], new Map(), { BASE_URL: '' }, file)).toEqual({
      baseUrl: 'https://one.example',
    });
  });
});
