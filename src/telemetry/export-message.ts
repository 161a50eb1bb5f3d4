import type { Attributes } from '@opentelemetry/api';
import type { ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { SpanData } from './span-message.ts';

/** A message to the thread that exports: spans or metrics of that number. */
export interface ExportRequest {
  id: number;
  exported: { spans: SpanData[] } | { scopeMetrics: ScopeMetrics[] };
}

/** The response of the thread: the error if they were not exported. */
export interface ExportResponse {
  id: number;
  error?: string;
}

/** The data of the thread: the attributes of the process. */
export interface ExportThreadData {
  resource: Attributes;
  scope: { name: string; version: string };
}
