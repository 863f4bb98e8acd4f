// Which memory kernels have. The checked build has another one (packages/core/checked/memory.ts in place of this file).
export { KernelMemory } from "./memory.ts";
