import { bytesWriter } from './write-bytes.ts';
import { writeForm } from './write-form.ts';
import { writeLines } from './write-lines.ts';
import { writeMultipart } from './write-multipart.ts';
import { writeXml } from './write-xml.ts';
import type { ContentWriters } from './writing-context.ts';

/** The writers of media types. A generated server has those that its API needs. */
export const contentWriters: ContentWriters = {
  bytes: bytesWriter,
  form: writeForm,
  lines: writeLines,
  multipart: writeMultipart,
  xml: writeXml,
};
