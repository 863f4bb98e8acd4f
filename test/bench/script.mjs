// Fills in the `{name}` marks of a job's script: commands, files of the cache, the contender's own output file.
import { command, isCommand, missing, quoted } from "./commands.mjs";

const MARK = /\{([a-z-]+)\}/g;

/** `prefix` goes before every command, `out` names the output file. What is no known mark (awk's braces) stays. */
export function filled(script, data, { prefix = "", out = "" } = {}) {
  return script.replace(MARK, (mark, name) => {
    if (name === "out") return quoted(data.output(out));
    if (data.has(name)) return quoted(data.file(name));
    return isCommand(name) ? `${prefix}${command(name)}` : mark;
  });
}

/** What the script needs and this machine lacks, if anything. */
export function lacking(script) {
  const names = [...script.matchAll(MARK)].map((match) => match[1]);
  return names.map(missing).find(Boolean);
}
