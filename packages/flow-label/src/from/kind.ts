// What --from takes: the path of a file or a folder, or builtin:.
import type { Problem } from "@flowlogs/base/problem";

export const BUILTIN = "builtin:";

export const labelSourceKind = {
  placeholder: "FILE",
  isFile: true,
  parse(text: string): string | Problem {
    if (text === "") return { problem: "the file name is empty", advice: "give a path" };
    if (text === "-") return { problem: "standard input has the records", advice: "give the labels as a file" };
    const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[0].toLowerCase();
    if (scheme === undefined || scheme === BUILTIN) return text === scheme?.toUpperCase() ? BUILTIN : text;
    return { problem: `labels do not come from ${scheme}`, advice: `give a file, a folder or ${BUILTIN}` };
  },
};
