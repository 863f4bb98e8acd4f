/** Counted from 0; the commands are on the last one. */
export function floorOf(room: string): number;
/** What is wrong with the house: groups of files that import each other, and arrows that point up. */
export function survey(): { readonly circles: readonly (readonly string[])[]; readonly upward: readonly string[] };
