/** Variables of OpenTelemetry, of which one turns the export on. */
const endpoints = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
];

/** Returns true if the environment asks for the export of traces and metrics. */
export function wantsOtlp(environment: Record<string, string | undefined>): boolean {
  return environment['OTEL_SDK_DISABLED'] !== 'true' && endpoints.some((name) => Boolean(environment[name]));
}
