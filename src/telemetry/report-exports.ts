/** The result of an export; code 0 is success. */
interface ExportResult {
  code: number;
  error?: Error;
}

/** An exporter of OpenTelemetry. */
interface Exporter<Items> {
  export(items: Items, done: (result: ExportResult) => void): void;
}

/** Receives the reason when exports begin to fail, and `undefined` when they succeed again. */
export type ReportExports = (kind: 'spans' | 'metrics', reason: string | undefined) => void;

/** Reports when the exports of an exporter begin to fail, and when they succeed again. OpenTelemetry drops what fails, silently. */
export function reportExports<Items>(
  exporter: Exporter<Items>,
  kind: 'spans' | 'metrics',
  report: ReportExports,
): void {
  const send = exporter.export.bind(exporter);
  let isFailing = false;
  exporter.export = (items, done) =>
    send(items, (result) => {
      const hasFailed = result.code !== 0;
      if (hasFailed !== isFailing)
        report(kind, hasFailed ? (result.error?.message ?? 'no reason') : undefined);
      isFailing = hasFailed;
      done(result);
    });
}
