/** The one part of WebAssembly used here; TypeScript has it only in its DOM library, which does not belong on a server. */
declare namespace WebAssembly {
  class Memory {
    constructor(limits: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
  }
}
