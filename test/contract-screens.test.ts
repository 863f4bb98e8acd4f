// What flow-fmt shows on a real terminal of two usual widths and a very narrow one, and without colours or Unicode: the files
// in transcripts/screens are to be looked at.
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

function lineFrom(address: string): string {
  return `2 1 eni-1 ${address} 10.0.0.9 1 443 6 2 80 1795168800 1795168860 ACCEPT OK\n`;
}

test.skipIf(!hasTmux)(
  "the rows of a followed log are seen while it is followed, and those that come later",
  async () => {
    const folder = join(scratch, "logs");
    mkdirSync(folder);
    writeFileSync(join(folder, "flow.log"), lineFrom("10.0.0.1") + lineFrom("10.0.0.2"));
    const terminal = new Terminal(200, 20);
    onTestFinished(() => terminal.close());
    terminal.run("flowlogs-read logs/ --follow 2>/dev/null | flow-fmt; echo over");
    const first = await terminal.until((screen) => screen.includes("10.0.0.2 "));
    expect(first).toMatch(
      /\nversion .* srcaddr .*\n.* 10\.0\.0\.1 .* tcp .*2026-11-20T10:00:00Z.*\n.* 10\.0\.0\.2 [^\n]*$/,
    );
    appendFileSync(join(folder, "flow.log"), lineFrom("10.0.0.3"));
    // The widths are kept: all three are below each other.
    const rows =
      (await terminal.until((screen) => screen.includes("10.0.0.3 "))).match(/^.*10\.0\.0\.[123] .*$/gm) ?? [];
    expect(rows.map((row) => row.replace(/10\.0\.0\.[123] /, "")).filter((row, _, all) => row !== all[0])).toEqual([]);
    expect(rows).toHaveLength(3);
    terminal.press("C-c");
    await terminal.until((screen) => screen.endsWith("\n$"));
  },
);
