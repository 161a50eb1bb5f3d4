export type {
  CallResult,
  Completion,
  Content,
  Prompt,
  PromptResult,
  ReadResult,
  Resource,
  ResourceContents,
  ResourceTemplate,
  Tool,
} from '../../src/runtime/protocol.ts';
export type { CallEntry, CallSummary, ShownBody, ShownExchange } from '../../src/explorer/call-entry.ts';
export type { Json, JsonObject, JsonSchema } from '../../src/json/value.ts';
