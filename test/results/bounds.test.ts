import { describe } from 'vitest';
import {
  cutRows,
  filterRows,
  htmlRows,
  keptRows,
  offRows,
  readRows,
  strictRows,
  warnRows,
} from './bounds.ts';
import { describeRows } from './suite.ts';

const maxResultChars = 200;

describe('maxResultChars', () => {
  describeRows({ 'what is cut': cutRows }, { maxResultChars });
});

describe('keepResponses', () => {
  describeRows({ 'what is cut': keptRows }, { maxResultChars, keepResponses: true });
});

describe('responseFilter', () => {
  describeRows({ _filter: filterRows }, { maxResultChars, responseFilter: true });
});

describe('maxResponseBytes', () => {
  describeRows({ 'what is read': readRows }, { maxResponseBytes: 100 });
});

describe('validateResponses', () => {
  describeRows({ warn: warnRows }, { validateResponses: 'warn' });
  describeRows({ strict: strictRows }, { validateResponses: 'strict', maxResultChars });
  describeRows({ off: offRows }, { validateResponses: 'off' });
});

describe('html', () => {
  describeRows({ 'as text': htmlRows }, { html: 'text' });
});
