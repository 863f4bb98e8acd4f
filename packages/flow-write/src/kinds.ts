// The kinds of values of flow-write's options.
import type { Kind } from "@flowlogs/cli";
import { isAccount, isFlowLogId, isRegion } from "./layout/layouts.ts";

/** A folder or another destination. */
export const folder: Kind<string> = {
  placeholder: "DEST",
  isFile: true,
  parse: (word) => (word === "" ? { problem: "the name is empty", advice: "give a folder" } : word),
};

/** One whose files are merged. */
export const otherFolder: Kind<string> = { ...folder, placeholder: "OTHER" };

export const accountId = part("ACCOUNT", "an account", isAccount, "write its 12 digits, such as 123456789012");
export const regionName = part("REGION", "a region", isRegion, "write it as AWS does, such as us-east-1");
export const flowLogId = part("ID", "a flow log", isFlowLogId, "write its id, such as fl-0a1b2c3d");

/** What becomes part of a path. */
function part(placeholder: string, what: string, isPart: (text: string) => boolean, advice: string): Kind<string> {
  return {
    placeholder,
    parse: (word) => (isPart(word) ? word : { problem: `"${word}" is not ${what}`, advice }),
  };
}
