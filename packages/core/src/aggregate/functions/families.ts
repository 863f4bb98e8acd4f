// All families of aggregate functions, a line each. Help and advice name them in alphabetical order.
export * from "./counts.ts";
export * from "./distinct.ts";
export * from "./extremes.ts";
export * from "./percentiles.ts";
export * from "./picks.ts";
export * from "./spread.ts";
export * from "./sums.ts";
export * from "./values.ts";
