import { completionCandidates } from '../completion-candidates.ts';
import type { Command, CommandInput, ParsedCommand } from '../command.ts';
import type { FlagGroup } from '../flags/flag.ts';

const bashScript = `_openapi_mcp() {
  local IFS=$'\\n'
  COMPREPLY=($(openapi-mcp completion bash --words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o bashdefault -o default -F _openapi_mcp openapi-mcp
`;

const zshScript = `#compdef openapi-mcp
_openapi_mcp() {
  local -a candidates
  candidates=("\${(@f)$(openapi-mcp completion zsh --words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${candidates[1]}" ]]; then
    _describe 'openapi-mcp' candidates
  else
    _files
  fi
}
compdef _openapi_mcp openapi-mcp
`;

const completionFlags: FlagGroup = {
  title: 'Completion',
  flags: [
    {
      name: 'words',
      help: 'Print the candidates for the last of the words behind --, as the scripts do, instead of a script.',
    },
  ],
};

/** Creates the command that prints a completion script for a shell, or the candidates that the script asks for. */
export function createCompletionCommand(loadCommands: () => Promise<Command[]>): ParsedCommand {
  return {
    name: 'completion',
    summary: 'Print a completion script for a shell.',
    positionals: [
      {
        name: 'shell',
        help: 'The shell; by default zsh if the variable SHELL names it, else bash.',
        isOptional: true,
        choices: ['bash', 'zsh'],
      },
      {
        name: 'words',
        help: 'The words of a command line, for --words.',
        isOptional: true,
        isRepeated: true,
      },
    ],
    groups: [completionFlags],
    examples: ['openapi-mcp completion bash >> ~/.bashrc', 'openapi-mcp completion zsh >> ~/.zshrc'],
    async run({ positionals: [given, ...words], flags }: CommandInput<{ words?: boolean }>, terminal) {
      const shell = given ?? (terminal.environment['SHELL']?.endsWith('zsh') === true ? 'zsh' : 'bash');
      if (flags.words !== true) return terminal.out(shell === 'zsh' ? zshScript : bashScript);
      const { toolCandidates } = await import('../complete-tools.ts');
      const tools = await toolCandidates(words);
      const candidates = [...tools, ...completionCandidates(await loadCommands(), words)];
      const lines = candidates.map(({ text, description }) =>
        shell === 'zsh' && description !== '' ? `${text}:${description}` : text,
      );
      terminal.out(lines.map((line) => `${line}\n`).join(''));
    },
  };
}
