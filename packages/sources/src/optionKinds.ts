// The kinds of value that only flowlogs-read takes.
import { choice, isProblem, type Kind, list, type Problem } from "@flowlogs/cli";
import { logFormat, suggestField } from "@flowlogs/core/kinds";
import { formatNames } from "@flowlogs/formats/formatNames";
import { isAccount, isFlowLog, isRegion } from "./discovery/awsLayout.ts";

/** Where records come from; what it names is looked at when its turn comes. */
export const source = {
  placeholder: "SOURCE",
  parse: (text: string): string | Problem =>
    text === "" ? { problem: "the source is empty", advice: "give a path" } : text,
};

/** An instant; in which format and zone it is written, other options say (window.ts). */
export const time = { placeholder: "TIME", parse: (text: string): string => text };
export const timeFormat = { ...time, placeholder: "FORMAT" };

/** How many files are read at the same time, and how many calls are under way. */
export const workers = countKind("workers");
export const callCount = countKind("calls");

/** Calls a second. */
export const callRate = {
  placeholder: "N",
  parse(text: string): number | Problem {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
    if (value > 0) return value;
    return { problem: `"${text}" is not a rate`, advice: "give calls a second, such as 5 or 0.5" };
  },
};

/** Accounts, regions and flow logs, as they stand in the paths of logs, and in records. */
const account = wordKind("ACCOUNT", isAccount, "is not an account", "an account id has 12 digits");
/** AWS's console writes 1234-5678-9012. */
export const accounts = list({
  ...account,
  parse: (text: string) => account.parse(text.replace(/^(\d{4})-(\d{4})-(\d{4})$/, "$1$2$3")),
});
export const regions = list(wordKind("REGION", isRegion, "is not a region", "write it as in us-east-1"));
export const flowLogs = list(wordKind("ID", isFlowLog, "is not a flow log id", "write it as in fl-1234abcd"));

export const interfaces = list(
  wordKind("ID", (text) => /^[\w-]+$/.test(text), "is not an interface id", "write it as in eni-1234abcd"),
);

/** A consumer of a stream. */
export const consumer = wordKind(
  "NAME",
  (text) => /^[\w.-]{1,128}$/.test(text),
  "is not a consumer name",
  "use letters, digits and . _ -",
);

/** What a source is. */
export const form = choice(...formatNames);

/** The columns of a log. AWS adds fields, so unknown ones are let through, but a slip would name a column nobody reads. */
export const columns = {
  placeholder: logFormat.placeholder,
  parse(text: string): readonly string[] | Problem {
    const names = logFormat.parse(text);
    return isProblem(names) ? names : (mistyped(text) ?? names);
  },
};

function countKind(what: string): Kind<number> {
  return {
    placeholder: "N",
    parse(text) {
      const value = /^\d+$/.test(text) ? Number(text) : 0;
      if (value >= 1 && value <= 256) return value;
      return { problem: `"${text}" is not a number of ${what}`, advice: "give a whole number from 1 to 256" };
    },
  };
}

function wordKind(
  placeholder: string,
  isOne: (text: string) => boolean,
  problem: string,
  advice: string,
): Kind<string> {
  return { placeholder, parse: (text) => (isOne(text) ? text : { problem: `"${text}" ${problem}`, advice }) };
}

function mistyped(format: string): Problem | undefined {
  for (const { 0: word, index } of format.matchAll(/[\w-]+/g)) {
    // instance-tag-3 is no slip of instance-tag-2: AWS numbers its fields.
    const likely = /\d$/.test(word) ? undefined : suggestField(word);
    if (likely === undefined) continue;
    const problem = `unknown field "${word}"`;
    return { problem, advice: `did you mean "${likely}"?`, text: format, from: index, to: index + word.length };
  }
  return undefined;
}
