// Lets the fuzzer run where glibc is older than the one that it was built with, as on Debian 12.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The versions that are too new, as their entries in the library begin: hash, flags, index. */
const versions = ['b89196060000', '42f897020000'].map((hex) => Buffer.from(hex, 'hex'));

/** The symbols of these versions. */
const source = `#include <stdlib.h>
long __isoc23_strtol(const char *text, char **end, int base) { return strtol(text, end, base); }
unsigned long __isoc23_strtoul(const char *text, char **end, int base) { return strtoul(text, end, base); }
void _ZSt21ios_base_library_initv(void) {}
`;

/**
 * Returns the variables to run the fuzzer with. On an older glibc, marks the versions as optional in its library, and
 * compiles a library that has the symbols.
 */
export function loaderVariables(folder) {
  const glibc = process.report.getReport().header.glibcVersionRuntime;
  if (glibc === undefined || Number(glibc.split('.')[1]) >= 38) return {};
  const library = join(folder, `node_modules/@jazzer.js/fuzzer/prebuilds/fuzzer-linux-${process.arch}.node`);
  const symbols = join(folder, 'symbols.so');
  if (existsSync(symbols)) return { LD_PRELOAD: symbols };
  const bytes = readFileSync(library);
  for (const version of versions) {
    const at = bytes.indexOf(version);
    // VER_FLG_WEAK of the format ELF.
    if (at !== -1) bytes.writeUInt16LE(2, at + 4);
  }
  writeFileSync(library, bytes);
  execFileSync('cc', ['-shared', '-fPIC', '-x', 'c', '-', '-o', symbols], { input: source });
  return { LD_PRELOAD: symbols };
}
