import { run } from '../../src/cli/run.ts';

/** The output of a command, and its exit code. */
export interface Transcript {
  code: number;
  out: string;
  error: string;
}

/** Runs a command line in this process, in a terminal of 80 columns without colours. */
export async function runIn(
  words: string[],
  environment: Record<string, string> = {},
): Promise<Transcript & { bytes: Buffer }> {
  const written: Buffer[] = [];
  let error = '';
  const code = await run(words, {
    out: (data) => void written.push(Buffer.from(data)),
    error: (text) => {
      error += text;
    },
    columns: 80,
    colours: false,
    environment,
  });
  const bytes = Buffer.concat(written);
  return { code, out: bytes.toString('utf8'), error, bytes };
}
