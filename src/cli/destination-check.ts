/** The answer of a base URL to a request that changes nothing. */
export interface DestinationCheck {
  /** The URL that was requested. */
  requested: string;
  /** Absent if there was no response. */
  status?: number;
  /** Milliseconds. */
  duration: number;
  /** The reason why there was no response. */
  failure?: string;
  /** A base URL that answers better. */
  better?: string;
}

/** Returns a sentence on the answer of a base URL. */
export function checkText({ requested, status, duration, failure, better }: DestinationCheck): string {
  const result = status === undefined ? (failure ?? '') : `${status} in ${duration} ms`;
  const advice = better === undefined ? '' : `. ${better} answers that request: pass --base-url ${better}`;
  return `GET ${requested}: ${result}${advice}`;
}
