/**
 * The parts of WebAssembly that this project uses. TypeScript declares them only in its library for browsers,
 * whose other globals do not exist here.
 */

declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  const Module: new (code: Uint8Array) => Module;
  class Instance {
    constructor(module: Module);
    readonly exports: Record<string, unknown>;
  }
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
}
