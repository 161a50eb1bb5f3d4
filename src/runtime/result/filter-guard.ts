import { isJsonObject } from '../../json/narrow.ts';
import type { compile, TreeInterpreter } from '@jmespath-community/jmespath';
import type { Json } from '../../json/value.ts';

/** A JMESPath expression as the library parses it. */
export type Expression = ReturnType<typeof compile>;
type Interpreter = typeof TreeInterpreter;
type Visit = Interpreter['visit'];

/** Thrown if an expression needs more work than its budget. */
export class TooMuchWork extends Error {
  override readonly name = 'TooMuchWork';
}

/**
 * Evaluates an expression in bounded time and memory. A short expression can need exponential work: each `[@,@][]`
 * doubles a list. Each step, and the size of its operands, counts against a budget that grows with the response.
 * Fields are own properties only, so prototypes are out of reach.
 *
 * @throws TooMuchWork, and the library's errors
 */
export function evaluate(library: Interpreter, expression: Expression, value: Json): Json {
  let left = 1_000_000 + 8 * countAll(value);

  function spend(steps: number): void {
    left -= steps;
    if (left < 0) throw new TooMuchWork();
  }

  /** Counts shared parts each time, as a program that walks or writes the value would. */
  function spendAll(node: unknown): void {
    spend(1 + sizeOf(node));
    if (typeof node === 'object' && node !== null) for (const item of Object.values(node)) spendAll(item);
  }

  // The library has a single interpreter. Its class makes another, with functions that call it.
  const interpreter = new (library.constructor as new () => Interpreter)();
  const visit: Visit = interpreter.visit.bind(interpreter);
  const call = interpreter.runtime.callFunction.bind(interpreter.runtime);

  const visitors: Partial<Record<Expression['type'], Visit>> = {
    Field(node, data) {
      if (node.type !== 'Field' || !isJsonObject(data) || !Object.hasOwn(data, node.name)) return null;
      return data[node.name] ?? null;
    },
    Flatten(node, data) {
      if (node.type !== 'Flatten') return null;
      const list = interpreter.visit(node.child, data);
      if (!Array.isArray(list)) return null;
      for (const item of list) spend(1 + sizeOf(item));
      return list.flat();
    },
    Comparator(node, data) {
      if (node.type !== 'Comparator') return null;
      const sides = [node.left, node.right].map((side) => interpreter.visit(side, data));
      const [one, other] = sides;
      // Comparing objects walks through both.
      if (isObject(one) && isObject(other)) for (const side of sides) spendAll(side);
      return visit({ ...node, left: literal(one), right: literal(other) }, data);
    },
  };

  interpreter.visit = (node, data) => {
    spend(1);
    const result = (visitors[node.type] ?? visit)(node, data);
    spend(sizeOf(result));
    return result;
  };
  interpreter.runtime.callFunction = (name, args) => {
    for (const arg of args) if (name === 'to_string' || name === 'join') spendAll(arg);
    if (name === 'join' && typeof args[0] === 'string') spend(args[0].length * sizeOf(args[1]));
    return call(name, args);
  };

  const result = interpreter.search(expression, value);
  spendAll(result);
  return result ?? null;
}

/** Returns the cost of a step over a value: its items or members, or the length of a text. */
function sizeOf(node: unknown): number {
  if (typeof node === 'string') return node.length / 8;
  if (Array.isArray(node)) return node.length;
  return typeof node === 'object' && node !== null ? Object.keys(node).length : 0;
}

function countAll(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1 + sizeOf(value);
  let count = 1;
  for (const item of Object.values(value)) count += countAll(item);
  return count;
}

function isObject(node: unknown): boolean {
  return typeof node === 'object' && node !== null;
}

function literal(value: unknown): Expression {
  return { type: 'Literal', value: value as Json };
}
