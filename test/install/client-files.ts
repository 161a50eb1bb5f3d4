import type { ClientId } from '../../src/install/clients.ts';

/** A file as its client or a person writes it. `⟦…⟧` marks what `install` adds; the rest is there before. */
export interface ClientFileRow {
  client: ClientId;
  /** The text of a file that `install` creates. */
  created: string;
  /** A file with other content. */
  existing: string;
}

const jsonEntry = (
  indent: string,
  unit: string,
  { type = false, env }: { type?: boolean; env?: string } = {},
): string =>
  [
    '"pets": {',
    ...(type ? [`${unit}"type": "stdio",`] : []),
    `${unit}"command": "/usr/bin/node",`,
    `${unit}"args": [`,
    `${unit}${unit}"/opt/openapi-mcp/dist/cli.js",`,
    `${unit}${unit}"serve",`,
    `${unit}${unit}"/home/ada/pets.yaml"`,
    `${unit}]${env === undefined ? '' : ','}`,
    ...(env === undefined ? [] : [`${unit}"env": {`, `${unit}${unit}"PETS_KEY": "${env}"`, `${unit}}`]),
    '}',
  ].join(`\n${indent}`);

const createdJson = (key: string, options: { type?: boolean; env?: string } = {}): string =>
  `{\n  "${key}": {\n    ${jsonEntry('    ', '  ', options)}\n  }\n}\n`;

const codexEntry = `[mcp_servers.pets]
command = "/usr/bin/node"
args = [ "/opt/openapi-mcp/dist/cli.js", "serve", "/home/ada/pets.yaml" ]
env_vars = [ "PETS_KEY" ]
`;

const gooseEntry = `  pets:
    name: pets
    description: Pets
    type: stdio
    enabled: true
    cmd: /usr/bin/node
    args:
      - /opt/openapi-mcp/dist/cli.js
      - serve
      - /home/ada/pets.yaml
    envs: {}
    env_keys:
      - PETS_KEY
    timeout: 300
`;

const libreChatEntry = `  pets:
    type: stdio
    command: /usr/bin/node
    args:
      - /opt/openapi-mcp/dist/cli.js
      - serve
      - /home/ada/pets.yaml
    env:
      PETS_KEY: \${PETS_KEY}
`;

export const clientFileRows: ClientFileRow[] = [
  {
    client: 'claude-desktop',
    created: createdJson('mcpServers'),
    existing: `{
  "globalShortcut": "Ctrl+Space",
  "mcpServers": {
    "filesystem": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/home/ada/Desktop"]
    }⟦,
    ${jsonEntry('    ', '  ')}⟧
  },
  "isDxtAutoUpdatesEnabled": true
}`,
  },
  {
    client: 'claude-code',
    created: createdJson('mcpServers', { type: true, env: '${PETS_KEY:-}' }),
    existing: `{
  "numStartups": 42,
  "mcpServers": {⟦
    ${jsonEntry('    ', '  ', { type: true, env: '${PETS_KEY:-}' })}
  ⟧},
  "projects": {
    "/home/ada/work": { "allowedTools": [], "mcpServers": { "pets": { "command": "other" } } }
  },
  "bigNumber": 12345678901234567890
}
`,
  },
  {
    client: 'cursor',
    created: createdJson('mcpServers', { env: '${env:PETS_KEY}' }),
    existing: `{
\t"mcpServers": {
\t\t// Issues and pull requests
\t\t"github": {
\t\t\t"url": "https://api.githubcopilot.com/mcp/", "headers": { "Authorization": "Bearer \${env:GITHUB_TOKEN}" },
\t\t}, // ours⟦
\t\t${jsonEntry('\t\t', '\t', { env: '${env:PETS_KEY}' })},⟧
\t\t/* "old": {} */
\t},
}
`,
  },
  {
    client: 'vscode',
    created: `{
  "servers": {
    ${jsonEntry('    ', '  ', { type: true, env: '${input:PETS_KEY}' })}
  },
  "inputs": [
    {
      "type": "promptString",
      "id": "PETS_KEY",
      "description": "Pets: PETS_KEY",
      "password": true
    }
  ]
}
`,
    existing: `{
  // Asked for once.
  "inputs": [
    { "type": "promptString", "id": "perplexity-key", "description": "Key", "password": true }⟦,
    {
      "type": "promptString",
      "id": "PETS_KEY",
      "description": "Pets: PETS_KEY",
      "password": true
    }⟧
  ],
  "servers": {
    "perplexity": {
      "type": "stdio",
      "command": "npx",
      "args": ["-y", "server-perplexity-ask"],
      "env": { "PERPLEXITY_API_KEY": "\${input:perplexity-key}" } /* asked */
    }⟦,⟧ // the end⟦
    ${jsonEntry('    ', '  ', { type: true, env: '${input:PETS_KEY}' })}⟧
  }
}
`,
  },
  {
    client: 'windsurf',
    created: createdJson('mcpServers', { env: '${env:PETS_KEY}' }),
    existing: `{"mcpServers":{"memory":{"command":"python3","args":["-m","memory"],"disabled":false}⟦,"pets":{"command":"/usr/bin/node","args":["/opt/openapi-mcp/dist/cli.js","serve","/home/ada/pets.yaml"],"env":{"PETS_KEY":"\${env:PETS_KEY}"}}⟧}}`,
  },
  {
    client: 'codex',
    created: codexEntry,
    existing: `model = "gpt-5"   # the default
approval_policy = "on-request"

[mcp_servers.docs]
command = "npx"
args = [
  "-y",
  "[mcp_servers.pets]", # only a text
]
notice = """
[mcp_servers.pets]
"""

[mcp_servers.docs.env]
"A.B" = 'x'

# Trusted folders
[projects."/home/ada/work"]
trust_level = "trusted"
⟦
${codexEntry}⟧`,
  },
  {
    client: 'gemini-cli',
    created: createdJson('mcpServers', { env: '${PETS_KEY}' }),
    existing: `{
    "security": { "auth": { "selectedType": "oauth-personal" } }, // by gemini
    "mcpServers": { "github": { "httpUrl": "https://api.githubcopilot.com/mcp/" }⟦, "pets": { "command": "/usr/bin/node", "args": [ "/opt/openapi-mcp/dist/cli.js", "serve", "/home/ada/pets.yaml" ], "env": { "PETS_KEY": "\${PETS_KEY}" } }⟧ }
}
`,
  },
  {
    client: 'goose',
    created: `extensions:\n${gooseEntry}`,
    existing: `GOOSE_PROVIDER: openai # or anthropic
extensions:
  # Built in
  developer:
    bundled: true
    enabled: true
    instructions: |
      [pets]:
        none
    type: builtin   # always
⟦${gooseEntry}⟧
  # The end of the extensions
GOOSE_MODEL: "gpt-5"
`,
  },
  {
    client: 'zed',
    created: createdJson('context_servers'),
    existing: `// Zed settings
//
// See https://zed.dev/docs/configuring-zed
{
  "theme": {
    "mode": "system",
    "dark": "One Dark",
  },
  "context_servers": {
    // nothing yet⟦
    ${jsonEntry('    ', '  ')}⟧
  },
  "vim_mode": true,
}
`,
  },
  {
    client: 'librechat',
    created: `version: 1.3.0\nmcpServers:\n${libreChatEntry}`,
    existing: `version: 1.2.8

cache: true

mcpServers:
  everything:
    # type: sse
    url: http://localhost:3001/sse
    timeout: 60000  # 1 minute
⟦${libreChatEntry}⟧
# Endpoints
endpoints:
  custom: [ { name: "groq", apiKey: "\${GROQ_API_KEY}" } ]
`,
  },
  {
    client: 'mcp-json',
    created: createdJson('mcpServers'),
    existing: `{
  "mcpServers": {⟦
    ${jsonEntry('    ', '  ')}
  ⟧}
}
`,
  },
];

/** Returns the text before `install`. */
export function textBefore(marked: string): string {
  return marked.replaceAll(/⟦.*?⟧/gs, '');
}

/** Returns the text after `install`. */
export function textAfter(marked: string): string {
  return marked.replaceAll(/[⟦⟧]/g, '');
}
