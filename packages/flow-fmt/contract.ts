// Cases of flow-fmt for the tests that apply to every command (test/contract-*.test.ts).
import type { Contract } from "../../test/cases.ts";
import type { FormatOptions } from "./src/index.ts";

export const contract: Contract = {
  cases: ({ json, names, values }) => {
    const row = (separator: string): string => `${names.join(separator)}\n${values.join(separator)}\n`;
    const fields = ["srcaddr", "bytes"];
    return [
      {
        words: ["--fields", "srcaddr,bytes"],
        prints: "srcaddr   bytes\n10.0.0.0    100\n",
        isLate: true,
        terminal: { words: ["--exact", "--color", "never"], footer: "500 rows\n" },
        stream: printed({ output: "table", fields }),
      },
      { words: ["-o", "csv"], prints: row(","), streams: true, stream: printed({ output: "csv" }) },
      {
        words: ["-o", "tsv", "--fields", "srcaddr,bytes"],
        prints: "srcaddr\tbytes\n10.0.0.0\t100\n",
        stream: printed({ output: "tsv", fields }),
      },
      { words: ["-o", "json"], prints: `[\n${json}]\n`, isLate: true, stream: printed({ output: "json" }) },
      { words: ["-o", "ndjson"], prints: json, stream: printed({ output: "ndjson" }) },
      {
        words: ["-o", "ndjson", "--fields", "srcaddr as source, bytes * 2 as twice"],
        prints: '{"source":"10.0.0.0","twice":200}\n',
        streams: true,
        stream: printed({ output: "ndjson", fields: "srcaddr as source, bytes * 2 as twice" }),
      },
      {
        words: ["-o", "ndjson", "--fields", "bytes,*"],
        prints: json.replace(/^\{(.*),"bytes":100/, '{"bytes":100,$1'),
        streams: true,
        stream: printed({ output: "ndjson", fields: "bytes,*" }),
      },
      { words: ["-o", "log"], prints: `${values.join(" ")}\n`, stream: printed({ output: "log" }) },
    ];
  },
  names: [
    ["fields", ["--fields", "srcaddr,NAME"], "told"],
    ["fields", ["--fields", "srcaddr, NAME * 2 as twice"], "told"],
    ["fields", ["--fields", "*,-NAME"], "told"],
    ["fields", ["-o", "ndjson", "--fields", "*,-NAME"], "told"],
    ["fields", ["-o", "json", "--fields", "NAME"], "told"],
    ["time-for", ["--time-for", "NAME"], "told"],
    ["value", ["-o", "bars", "--value", "NAME"], "vital"],
    ["value", ["-o", "svg", "--value", "NAME"], "vital"],
    ["value", ["-o", "html", "--value", "NAME"], "vital"],
    ["values", ["-o", "csv", "--pivot", "srcaddr", "--values", "bytes,NAME"], "vital"],
    ["pivot", ["-o", "pivot", "--pivot", "NAME"], "vital"],
  ],
  madeHere: ["names-for"],
};

function printed(options: FormatOptions) {
  return async () => (await import("./src/index.ts")).format(options);
}
