// Files, folders and standard input as a kind of source: all that no service claims.
import type { SourceDefinition } from "../provider/definition.ts";

export const files: SourceDefinition = {
  placeholder: "file, folder, glob, -, sample:",
  about:
    "files, folders (with all files below them, in order of their paths), quoted globs, standard input (-), a small sample (sample:), " +
    "made-up logs (sample:records=N,...)",
};
