// The memory class of kernels. The checked build has checked/memory.ts in place of this file.
export { KernelMemory } from "./memory.ts";
