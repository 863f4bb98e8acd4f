// What flow-fmt shows on a real terminal of two usual widths and a very narrow one, and without colours or Unicode: the files
// in transcripts/screens are to be looked at.
import { expect, onTestFinished, test } from "vitest";
import { scratch, shell } from "./command.ts";
import { hasTmux, Terminal } from "./terminal.ts";

const data: Readonly<Record<string, string>> = {
  flows: "flowlogs-read sample: -n 6",
  actions: "flowlogs-read sample: | flow-bin 1m | flow-group --by bin,action 'sum(bytes)'",
  addresses: "flowlogs-read sample: | flow-bin 5m | flow-group --by bin,srcaddr 'sum(bytes)'",
  ranking: "flowlogs-read sample: | flow-group --by srcaddr,dstport,action 'sum(bytes)' | flow-top 8",
};

const screens: Readonly<Record<string, string>> = {
  table: "flow-fmt flows",
  vertical: "head -1 flows | flow-fmt --vertical",
  chart: "flow-fmt actions -o chart",
  "stacked chart": "flow-fmt addresses -o chart --stack",
  bars: "flow-fmt ranking -o bars",
  spark: "flow-fmt actions -o spark",
  heatmap: "flow-fmt actions -o heatmap",
};

const NARROW = ["table", "chart"];

test.skipIf(!hasTmux)("screens of all kinds are as they were", async () => {
  for (const [name, command] of Object.entries(data)) await shell(`cd "$1" && ${command} > ${name}`, scratch);
  let count = 0;
  for (const columns of [20, 80, 200]) {
    const terminal = new Terminal(columns, 60);
    onTestFinished(() => terminal.close());
    for (const { file, option, before } of [
      { file: "colored", option: "", before: "unset NO_COLOR; " },
      { file: "ascii", option: " --ascii", before: "" },
      { file: "no-color", option: "", before: "export NO_COLOR=1; " },
    ]) {
      const shown: string[] = [];
      for (const [name, command] of Object.entries(screens)) {
        if (columns < 80 && !NARROW.includes(name)) continue;
        if (file === "ascii" && !command.includes(" -o ")) continue;
        // The line that is typed does not have the sum.
        const end = `end ${++count}`;
        terminal.run(`clear; ${before}${command}${option}; echo end $((${count - 1} + 1))`);
        const seen = await terminal.until((screen) => screen.endsWith(`\n${end}\n$`));
        shown.push(`## ${name}, ${columns} columns\n\n\`\`\`text\n${seen.slice(0, -end.length - 3)}\n\`\`\`\n`);
      }
      await expect(shown.join("\n")).toMatchFileSnapshot(`transcripts/screens/${file}-${columns}.md`);
    }
  }
});
