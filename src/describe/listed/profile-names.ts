/** The names of the dialects in which tools can be listed. */
export const profileNames = [
  'default',
  'full',
  'gemini',
  'codex',
  'openai-strict',
  'cursor',
  'llamaindex',
] as const;

/** The name of a dialect in which tools are listed. */
export type ProfileName = (typeof profileNames)[number];
