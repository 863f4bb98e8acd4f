/** The package that installs all commands. */
export const UMBRELLA: string;
/** The folders of all packages. */
export function packageFolders(): readonly string[];
/** The package of a command. */
export function packageName(command: string): string;
/** The commands in the order in which documents name them. */
export function commandNames(): readonly string[];
/** The package.json of a folder. */
export function manifestOf(folder: string): { readonly name: string };
