// What the help of a command says of its sources.
import { local } from "./registry.ts";
import { SAMPLE } from "./sample/sample.ts";
import { services } from "./sourceUri.ts";

const kinds = [local, ...services];
const abouts = kinds.map(({ about }) => about);

/** The kinds of sources in words: "files, ... and buckets (s3://BUCKET/PREFIX)". */
export const sourcesInWords = `${abouts.slice(0, -1).join(", ")} and ${abouts.at(-1)}`;

/** How sources are written. */
export const sourcePlaceholders = kinds.map(({ placeholder }) => placeholder).join(", ");

/** How sources that are not files begin, to complete them by: `s3://`. */
export const sourceBeginnings = [
  SAMPLE,
  ...services.flatMap(({ placeholder }) => /^[^A-Z]+/.exec(placeholder)?.[0] ?? []),
];
