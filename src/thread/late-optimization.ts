import { setFlagsFromString } from 'node:v8';

/** A flag of V8 that decides how often a function runs before it is optimized. */
export interface OptimizationFlag {
  name: string;
  /** The value while a document is described. */
  late: number;
  /** The default of V8. */
  normal: number;
}

/**
 * The flag by the major version of Node.js. The optimizing compiler competes for the processor with a description, which
 * takes a second at most, and most of what it compiles would not run long enough to be worth it. From Node.js 24 on, a
 * cheaper compiler runs first, and a description gains nothing.
 */
export const optimizationFlags: Readonly<Record<number, OptimizationFlag>> = {
  20: { name: 'interrupt-budget', late: 600_000, normal: 67_584 },
  22: { name: 'invocation-count-for-turbofan', late: 15_000, normal: 3_000 },
};

/** Runs a task, during which V8 optimizes functions later than it would. */
export async function withLateOptimization<Value>(task: () => Promise<Value>): Promise<Value> {
  const flag = optimizationFlags[Number.parseInt(process.versions.node, 10)];
  if (flag === undefined) return task();
  setFlagsFromString(`--${flag.name}=${flag.late}`);
  try {
    return await task();
  } finally {
    setFlagsFromString(`--${flag.name}=${flag.normal}`);
  }
}
