import module from 'node:module';

/** From Node.js 22 on, compiled code is kept from one start to the next: asked for in each thread, before it imports. */
export function keepCompiledCode(): void {
  if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function')
    module.enableCompileCache();
}
