// The two engines that run regular expressions. RE2 takes a tenth of a second to load, so that it is loaded when the
// first pattern is opened and not before; the same goes for Node's vm, which alone can end JavaScript's engine. Outside
// of Node neither is there.
import type * as Re2 from "re2js";

interface NodeModules {
  "node:module": { readonly createRequire: (from: string) => (name: "re2js") => typeof Re2 };
  "node:vm": {
    readonly createContext: (values: object) => object;
    readonly Script: new (code: string) => { runInContext(context: object, options: { timeout: number }): unknown };
  };
}

declare const process: { getBuiltinModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] } | undefined;

const node = typeof process === "undefined" ? undefined : process;
let re2: typeof Re2 | undefined;

/** A pattern in RE2's syntax, ready to run; undefined when RE2 does not take it. */
export function openLinear(source: string, ignoresCase: boolean): Re2.RE2JS | undefined {
  const require = node?.getBuiltinModule("node:module").createRequire(import.meta.url);
  if (require === undefined) return undefined;
  re2 ??= require("re2js");
  const { RE2JS } = re2;
  try {
    return RE2JS.compile(source, RE2JS.LOOKBEHINDS | (ignoresCase ? RE2JS.CASE_INSENSITIVE : 0));
  } catch {
    // Too large, or with something that only JavaScript has.
    return undefined;
  }
}

/** What JavaScript's engine is asked to do. */
interface RegexTask {
  readonly regex: RegExp;
  readonly text: string;
  readonly by: string;
}

/** Runs a task with a time limit in milliseconds; undefined when it was not enough. */
export type Timed = (task: RegexTask, milliseconds: number) => unknown;

/** For `code`, which works on the members of a task. */
export function openTimed(code: "regex.test(text)" | "text.replace(regex, by)"): Timed {
  if (node === undefined) {
    return ({ regex, text, by }) => (code === "regex.test(text)" ? regex.test(text) : text.replace(regex, by));
  }
  const { createContext, Script } = node.getBuiltinModule("node:vm");
  const context = createContext({});
  const script = new Script(code);
  return (task, timeout) => {
    Object.assign(context, task);
    try {
      return script.runInContext(context, { timeout });
    } catch {
      return undefined;
    }
  };
}
