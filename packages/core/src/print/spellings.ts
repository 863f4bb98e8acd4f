// How the names of columns can be spelled.
import { canonicalName, findField } from "../field.ts";

export const spellers = {
  kebab: (name: string) => name.replaceAll("_", "-").toLowerCase(),
  camel: (name: string) => name.replaceAll(/[_-]+(\w)/g, (_, letter: string) => letter.toUpperCase()),
  snake: (name: string) => name.replaceAll("-", "_").toLowerCase(),
  TITLE: (name: string) => name.replaceAll(/[_-]+/g, " ").toUpperCase(),
  aws: (name: string) => (findField(name) === undefined ? name : canonicalName(name).replaceAll("_", "-")),
} as const;

export type ColumnSpelling = keyof typeof spellers;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of an object that was just written
export const spellings = Object.keys(spellers) as ColumnSpelling[];
