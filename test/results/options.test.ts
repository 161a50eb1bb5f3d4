import { describe } from 'vitest';
import {
  cutRows,
  filterRows,
  htmlRows,
  keptRows,
  offRows,
  readRows,
  strictRows,
  tinyRows,
  warnRows,
} from './option-rows.ts';
import { describeRows } from './describe-rows.ts';

const maxResultChars = 200;

describe('maxResultChars', () => {
  describeRows({ truncated: cutRows }, { result: { maxResultChars } });
});

describe('maxResultChars below 5', () => {
  describeRows({ truncated: tinyRows }, { result: { maxResultChars: 1 } });
});

describe('keepResponses', () => {
  describeRows({ truncated: keptRows }, { result: { maxResultChars, keepResponses: true } });
});

describe('responseFilter', () => {
  describeRows({ resultFilter: filterRows }, { result: { maxResultChars }, responseFilter: true });
});

describe('maxResponseBytes', () => {
  describeRows({ read: readRows }, { result: { maxResponseBytes: 100 } });
});

describe('validateResponses', () => {
  describeRows({ warn: warnRows }, { result: { validateResponses: 'warn' } });
  describeRows({ strict: strictRows }, { result: { validateResponses: 'strict', maxResultChars } });
  describeRows({ off: offRows }, { result: { validateResponses: 'off' } });
});

describe('html', () => {
  describeRows({ 'as text': htmlRows }, { result: { html: 'text' } });
});
