// What --show-config prints: each option that configuration may set, its value, and where that comes from.

import type { Option, Options } from "../define.ts";
import { visible } from "../visible.ts";
import type { Configuration } from "./presets.ts";

type OptionRow = readonly [name: string, value: string, origin: string];

/** `given`: the texts of the command line. */
export function shownConfiguration(
  options: Options,
  given: Readonly<Record<string, readonly string[]>>,
  { presets, named }: Configuration,
): string {
  const rows = Object.entries(options)
    .filter(([, option]) => option.config !== undefined)
    .map(([name, option]) => rowOf(name, option, given[name], presets.get(name)));
  const names: OptionRow[] = [
    ...[...named.expressions].map(([name, { text, origin, rival }]): OptionRow => [
      `:${name}`,
      text,
      both(origin, rival),
    ]),
    ...[...named.lists].map(([name, { text, origin, rival }]): OptionRow => [
      `@${name}`,
      text.replaceAll("\n", ", "),
      both(origin, rival),
    ]),
  ];
  return aligned([...rows, ...names]);
}

function rowOf(
  name: string,
  option: Option,
  given: readonly string[] | undefined,
  preset: { readonly texts: readonly string[]; readonly origin: string } | undefined,
): OptionRow {
  if (given !== undefined) return [name, textOf(option, given), `--${name}`];
  if (preset !== undefined) return [name, textOf(option, preset.texts), preset.origin];
  return [name, option.default ?? (option.kind === "switch" ? "no" : "-"), "default"];
}

function textOf({ kind }: Option, texts: readonly string[]): string {
  return kind === "switch" ? (texts.length > 0 ? "yes" : "no") : texts.join(", ");
}

function both(origin: string, rival: string | undefined): string {
  return rival === undefined ? origin : `${origin}, but otherwise ${rival}`;
}

function aligned(rows: readonly OptionRow[]): string {
  const width = (at: 0 | 1): number => Math.max(0, ...rows.map((row) => row[at].length));
  const [first, second] = [width(0), Math.min(width(1), 40)];
  return rows
    .map(([name, value, origin]) => `${visible(`${name.padEnd(first)}  ${value.padEnd(second)}  ${origin}`)}\n`)
    .join("");
}
