import { charsetRows, codingRows } from './coding.ts';
import { bytesRows, mediaRows, textRows } from './media.ts';
import { conditionalRows, headerRows, redirectRows, statusRows } from './status.ts';
import { describeRows } from './describe-rows.ts';

const groups = {
  text: textRows,
  'images and audio': mediaRows,
  'other bytes': bytesRows,
  'content codings': codingRows,
  charsets: charsetRows,
  status: statusRows,
  headers: headerRows,
  redirects: redirectRows,
};
describeRows(groups, { result: { resultHeaders: ['X-Request-Id'] } });
describeRows({ 'conditional requests': conditionalRows });
