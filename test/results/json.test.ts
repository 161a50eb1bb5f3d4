import { bareRows, invalidRows, otherThanDeclaredRows, shapeRows, textRows, typeRows } from './json.ts';
import { describeRows } from './describe-rows.ts';

describeRows({
  'JSON under the roots of output schemas': shapeRows,
  'what was not declared, under output schemas': otherThanDeclaredRows,
  'the text of JSON': textRows,
  'what is JSON': typeRows,
  'what is no JSON': invalidRows,
  'text without quotes under the name of JSON': bareRows,
});
