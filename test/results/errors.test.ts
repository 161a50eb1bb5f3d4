import { describe } from 'vitest';
import {
  fieldRows,
  headerRows,
  maskedRows,
  provenRows,
  refusedRows,
  statusRows,
  unsentRows,
} from './errors.ts';
import { describeRows } from './describe-rows.ts';

describe('without options', () => {
  describeRows({
    statuses: statusRows,
    'messages about fields': fieldRows,
    'credentials that were not sent': unsentRows,
  });
});

describe('with credentials', () => {
  describeRows(
    { 'credentials that were sent': refusedRows },
    { request: { credentials: { token: { value: 'secret' } } } },
  );
});

describe('with a secret header', () => {
  describeRows(
    { 'a header that was sent': headerRows },
    { request: { headers: { Authorization: 'Basic c2VjcmV0' } } },
  );
});

describe('after a success', () => {
  describeRows({ 'what may be wrong': provenRows });
});

describe('with maskErrors', () => {
  describeRows({ 'what strangers see': maskedRows }, { result: { maskErrors: true } });
});
