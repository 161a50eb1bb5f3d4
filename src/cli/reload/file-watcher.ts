import { statSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileSignature } from '../../access/file-signature.ts';
import type { FSWatcher } from 'node:fs';

/** Milliseconds without further events until a change is reported, since editors write a file in several steps. */
const quietTime = 100;

/**
 * Watches files and folders for changes. Folders are watched in place of files: editors replace files, and Kubernetes
 * replaces the link to the folder of a mounted file.
 */
export class FileWatcher {
  readonly #onChange: () => void;
  readonly #onError: (error: Error) => void;
  readonly #folders = new Map<string, FSWatcher>();
  #signatures = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(onChange: () => void, onError: (error: Error) => void) {
    this.#onChange = onChange;
    this.#onError = onError;
  }

  /** Watches these files and folders in place of the former ones. Each is a path or a `file:` URL; others are ignored. */
  watch(sources: readonly string[]): void {
    const paths = sources.flatMap(pathOf);
    this.#signatures = new Map(paths.map((path) => [path, fileSignature(path)]));
    const folders = new Set(paths.flatMap((path) => [dirname(path), ...(isFolder(path) ? [path] : [])]));
    for (const [folder, watcher] of this.#folders) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#folders.delete(folder);
    }
    for (const folder of folders) if (!this.#folders.has(folder)) this.#open(folder);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  #open(folder: string): void {
    try {
      const watcher = watch(folder, () => this.#wait());
      watcher.on('error', (error) => {
        this.#folders.delete(folder);
        watcher.close();
        this.#onError(error);
      });
      this.#folders.set(folder, watcher);
    } catch (error) {
      if (error instanceof Error) this.#onError(error);
    }
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#compare(), quietTime);
  }

  #compare(): void {
    let isChanged = false;
    for (const [path, signature] of this.#signatures) {
      const current = fileSignature(path);
      if (current === signature) continue;
      this.#signatures.set(path, current);
      isChanged = true;
    }
    if (isChanged) this.#onChange();
  }
}

function pathOf(source: string): string[] {
  if (source.startsWith('file:')) return [fileURLToPath(source)];
  return /^[a-z][a-z\d+.-]+:\/\//i.test(source) || source === '-' ? [] : [resolve(source)];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
