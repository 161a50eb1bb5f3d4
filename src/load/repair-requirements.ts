import { isJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';
import type { ReportRepair } from './repair-content.ts';

/** Repairs `security` that is one requirement, or has names of schemes instead of requirements. */
export function repairRequirements(holder: JsonObject, report: ReportRepair): void {
  const { security } = holder;
  if (!isJsonObject(security) && typeof security !== 'string' && !Array.isArray(security)) return;
  if (Array.isArray(security) && security.every((item) => typeof item !== 'string')) return;
  holder['security'] = [security]
    .flat()
    .map((item): Json => (typeof item === 'string' ? { [item]: [] } : item));
  report('security was read as a list of requirements.', 'security');
}

/** Repairs `tags` of an operation that are one text. */
export function repairTags(operation: JsonObject, report: ReportRepair): void {
  const { tags } = operation;
  if (typeof tags !== 'string') return;
  operation['tags'] = [tags];
  report('tags was read as a list of tags.', 'tags');
}
