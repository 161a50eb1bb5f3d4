/** Returns an own property of a table: a name that a stranger chose can be `constructor`, which every object has. */
export function getOwn<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
