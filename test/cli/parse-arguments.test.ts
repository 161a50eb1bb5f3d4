import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/read-arguments.ts';
import { readCount, readList, readPairs, readPort } from '../../src/cli/flags/flag-values.ts';
import { serveCommand } from '../../src/cli/commands/serve.ts';
import type { CommandDefinition } from '../../src/cli/command.ts';

const command: CommandDefinition = {
  name: 'paint',
  summary: 'Paint a wall.',
  positionals: [
    { name: 'wall', help: 'The wall.' },
    { name: 'side', help: 'The side.', isOptional: true, choices: ['in', 'out'] },
  ],
  groups: [
    {
      title: 'Paint',
      flags: [
        { name: 'dry-run', help: 'Paint nothing.' },
        { name: 'colour', help: 'The colour.', value: 'name', variable: 'COLOUR' },
        { name: 'coat', help: 'A coat.', value: 'name', readAll: readList },
        { name: 'mix', help: 'Parts.', value: 'name=value', readAll: readPairs('=', 'name=value') },
        { name: 'port', help: 'A port.', value: 'number', read: readPort },
        { name: 'litres', help: 'Litres.', value: 'number', read: readCount(1), default: 5 },
        { name: 'finish', help: 'A finish.', value: 'name', choices: ['matt', 'gloss'] },
        { name: 'water', help: 'Water.', excludes: 'oil' },
        { name: 'oil', help: 'Oil.' },
      ],
    },
  ],
};

function parse(args: string[], environment: Record<string, string> = {}) {
  return parseArguments(command, args, environment);
}

describe('parses', () => {
  it.each<[args: string[], flags: object, positionals?: string[]]>([
    [['a'], {}],
    [['-'], {}, ['-']],
    [[''], {}, ['']],
    [['-1'], {}, ['-1']],
    [['-1.5'], {}, ['-1.5']],
    [['a', '--dry-run'], { dryRun: true }],
    [['--dry-run', 'a'], { dryRun: true }],
    [['--dry-run', 'true'], { dryRun: true }, ['true']],
    [['--dry-run', 'false', 'in'], { dryRun: true }, ['false', 'in']],
    [['--dry-run', '--dry-run', 'a'], { dryRun: true }],
    [['a', '--colour', 'red'], { colour: 'red' }],
    [['a', '--colour=red'], { colour: 'red' }],
    [['a', '--colour='], { colour: '' }],
    [['a', '--colour', ''], { colour: '' }],
    [['a', '--colour=a=b'], { colour: 'a=b' }],
    [['a', '--colour=one\ntwo'], { colour: 'one\ntwo' }],
    [['a', '--colour', 'red', '--colour', 'blue'], { colour: 'blue' }],
    [['a', '--colour', '--dry-run'], { colour: '--dry-run' }],
    [['a', '--colour', '--help'], { colour: '--help' }],
    [['a', '--colour', '--unknown'], { colour: '--unknown' }],
    [['a', '--colour', '--'], { colour: '--' }],
    [['a', '--colour', '-x'], { colour: '-x' }],
    [['a', '--colour', '-'], { colour: '-' }],
    [['a', '--colour', '007'], { colour: '007' }],
    [['a', '--colour', '1e3'], { colour: '1e3' }],
    [['a', '--colour', '0x10'], { colour: '0x10' }],
    [['a', '--colour', 'true'], { colour: 'true' }],
    [['a', '--colour', 'null'], { colour: 'null' }],
    [['a', '--colour', "'red'"], { colour: "'red'" }],
    [['a', '--colour', '"red"'], { colour: '"red"' }],
    [['a', '--colour', ' red '], { colour: ' red ' }],
    [['--coat', 'one', 'a'], { coat: ['one'] }],
    [['--coat', 'one', '--coat', 'two', 'a', 'in'], { coat: ['one', 'two'] }, ['a', 'in']],
    [['a', '--coat=one', '--coat', '-two'], { coat: ['one', '-two'] }],
    [['a', '--coat', 'one,two'], { coat: ['one,two'] }],
    [['a', '--mix', 'red=1', '--mix', 'blue=a=b'], { mix: { red: '1', blue: 'a=b' } }],
    [['a', '--mix', 'red=1', '--mix', 'red=2'], { mix: { red: '2' } }],
    [['a', '--mix=red=1'], { mix: { red: '1' } }],
    [['a', '--mix', 'a.b=1'], { mix: { 'a.b': '1' } }],
    [['a', '--port', '0'], { port: 0 }],
    [['a', '--port', '0x50'], { port: 80 }],
    [['a', '--litres', '7'], { litres: 7 }],
    [['a', '--finish', 'gloss'], { finish: 'gloss' }],
    [['--', 'a'], {}],
    [['--', '--dry-run'], {}, ['--dry-run']],
    [['--dry-run', '--', '-x'], { dryRun: true }, ['-x']],
    [['a', '--', 'in'], {}, ['a', 'in']],
    [['--', '--', 'in'], {}, ['--', 'in']],
    [['true'], {}, ['true']],
    [['0x10', 'out'], {}, ['0x10', 'out']],
  ])('%j', (args, flags, positionals = ['a']) => {
    expect(parse(args)).toEqual({ positionals, flags: { litres: 5, ...flags } });
  });

  it('a pair whose name is that of a prototype', () => {
    const { flags } = parse(['a', '--mix', '__proto__=1']) ?? {};
    expect(JSON.stringify(flags)).toBe('{"mix":{"__proto__":"1"},"litres":5}');
  });

  it('a variable of the environment, unless the flag is given', () => {
    expect(parse(['a'], { COLOUR: 'red' })).toMatchObject({ flags: { colour: 'red' } });
    expect(parse(['a', '--colour', 'blue'], { COLOUR: 'red' })).toMatchObject({ flags: { colour: 'blue' } });
  });

  it('every list of arguments of serve without a further property', () => {
    const args = ['doc.yaml', '--include', 'a', '--server-var', 'v=1', '--max-result-chars', '9'];
    const { flags = {} } = parseArguments(serveCommand, args, {}) ?? {};
    const names = serveCommand.groups
      .flatMap((group) => group.flags)
      .filter((flag) => flag.default !== undefined);
    expect(Object.keys(flags)).toHaveLength(names.length + 2);
  });
});

it.each([[['--help']], [['a', '-h']], [['--help', '--unknown']], [['a', 'in', 'too many', '--help']]])(
  '%j asks for help',
  (args) => {
    expect(parse(args)).toBeUndefined();
  },
);

describe('refuses', () => {
  it.each<[args: string[], message: string, hint?: string]>([
    [[], 'missing argument <wall>', 'Usage: openapi-mcp paint <wall> [side] [options]'],
    [['a', 'in', 'b'], 'too many arguments: paint takes 2, and 3 were given'],
    [['a', 'im'], '<side> must be in or out', 'Did you mean in?'],
    [['a', '--dryrun'], 'unknown option --dryrun', 'Did you mean --dry-run?'],
    [['a', '--dryRun'], 'unknown option --dryRun', 'Did you mean --dry-run?'],
    [['a', '--no-dry-run'], 'unknown option --no-dry-run'],
    [['a', '--no-water'], 'unknown option --no-water'],
    [['a', '--dry-run=true'], '--dry-run takes no value'],
    [['a', '--colours', 'red'], 'unknown option --colours', 'Did you mean --colour?'],
    [['a', '--colours=secret'], 'unknown option --colours'],
    [['a', '--colour-', 'red'], 'unknown option --colour-'],
    [['a', '--colour.red', '1'], 'unknown option --colour.red'],
    [['a', '--colour1'], 'unknown option --colour1'],
    [['a', '-colour', 'red'], 'unknown option -colour', 'Did you mean --colour?'],
    [['a', '---colour', 'red'], 'unknown option ---colour', 'Did you mean --colour?'],
    [['a', '-c'], 'unknown option -c'],
    [['a', '-hc'], 'unknown option -hc'],
    [['a', '--=1'], 'unknown option --'],
    [['a', '--_'], 'unknown option --_'],
    [['a', '--$0'], 'unknown option --$0'],
    [['a', '--__proto__', 'x'], 'unknown option --__proto__'],
    [['a', '--constructor=x'], 'unknown option --constructor'],
    [['a', '--toString'], 'unknown option --toString'],
    [['--colour'], '--colour has no value'],
    [['a', '--coat'], '--coat has no value'],
    [['a', '--port', '70000'], '--port must be a number from 0 to 65535'],
    [['a', '--port', ''], '--port must be a number from 0 to 65535'],
    [['a', '--port', 'x', '--port', '1'], '--port must be a number from 0 to 65535'],
    [['a', '--litres', '0'], '--litres must be a whole number of at least 1'],
    [['a', '--litres', '1.5'], '--litres must be a whole number of at least 1'],
    [['a', '--mix', 'secret'], '--mix must have the form name=value'],
    [['a', '--mix', '=1'], '--mix must have the form name=value'],
    [['a', '--finish', 'glos'], '--finish must be matt or gloss', 'Did you mean gloss?'],
    [['a', '--water', '--oil'], '--water cannot be combined with --oil'],
  ])('%j', (args, message, hint) => {
    expect(() => parse(args)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', message, ...(hint === undefined ? {} : { hint }) }),
    );
  });

  it('a choice that a variable of the environment makes', () => {
    expect(() => parseArguments(serveCommand, ['a'], { OPENAPI_MCP_CACHE: 'no' })).toThrow(
      'OPENAPI_MCP_CACHE must be on or off',
    );
  });
});
