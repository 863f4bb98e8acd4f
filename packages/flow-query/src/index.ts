// flow-query for programs.
export { command } from "./command.ts";
