import { adaptToGemini } from './adapt-to-gemini.ts';
import { adaptToStrictMode } from './adapt-to-strict-mode.ts';
import type { ProfileName } from './profile-names.ts';
import type { AdaptNode } from './schema-lister.ts';

/** The rules of a dialect. */
export interface Profile {
  /** Bytes of an input schema above which its deepest parts are left open. */
  inputBytes: number;
  /** Characters of the description of a tool. */
  description: number;
  /** Characters of the name of a tool, with those of the server's name if `countsServerName`. */
  name: number;
  countsServerName?: true;
  /** The checking schema is listed as it is, in JSON Schema 2020-12 with `$defs`. */
  isWhole?: true;
  /** Every property is required, and null stands for one that is left out. */
  nullMeansAbsent?: true;
  /** Nested objects are `$defs`. */
  namesObjects?: true;
  /** Changes each node of a listed schema. */
  adapt?: AdaptNode;
}

/** Rules that every known client accepts. */
const common: Profile = {
  // No model reads more of one tool.
  inputBytes: 16_000,
  // OpenAI's Chat Completions API refuses a request with a longer one.
  description: 1_024,
  // Anthropic, OpenAI and Gemini: ^[a-zA-Z0-9_-]{1,64}$.
  name: 64,
};

/** The dialects by name, each with the rules in which it differs and their source. */
export const profiles: Record<ProfileName, Profile> = {
  default: common,
  // For clients that know JSON Schema, and for people. Claude Code shows a model 2,048 characters at least.
  full: { ...common, description: 16_384, isWhole: true },
  // The field `parameters` of a FunctionDeclaration: a subset of OpenAPI 3.0 without null types, formats and empty values.
  gemini: { ...common, adapt: adaptToGemini },
  // Codex removes the descriptions of a schema above 5,000 bytes.
  codex: { ...common, inputBytes: 4_800 },
  // Structured Outputs: every property is required, every object is closed, and few constraints are known.
  'openai-strict': { ...common, adapt: adaptToStrictMode, nullMeansAbsent: true },
  // Cursor refuses a tool whose name and server's name have more than 60 characters together.
  cursor: { ...common, name: 60, countsServerName: true },
  // McpToolSpec takes an object for a dictionary, unless it is a $ref.
  llamaindex: { ...common, namesObjects: true },
};
