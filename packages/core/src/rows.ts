// Rows of CSV and TSV, apart from the barrel: for those who look at the first one.
export { splitRow } from "./text/row.ts";
export { csvSeparators, headingBehindHash, knownIn } from "./text/separator.ts";
