// What --compact merges, apart from what does it: for the command's definition.
export const compactions = ["slot", "day"] as const;
export type Compaction = (typeof compactions)[number];
