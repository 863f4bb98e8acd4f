// The templates of completion scripts: text with @name@ where a table goes.

import { readFileSync } from "node:fs";

/** A template of packages/cli/completion, filled. */
export function filledTemplate(file: string, tables: Readonly<Record<string, string>>): string {
  const text = readFileSync(new URL(`../../completion/${file}`, import.meta.url), "utf8");
  return text.replace(/@(\w+)@/g, (name, key: string) => tables[key] ?? name);
}

/** A word of any shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
