// A page for a browser: a chart and a table with all that they need in one file, which asks nothing of any network.
import { type PrinterDefinition, writerOf } from "./printer.ts";
import { policy, script, style } from "./page/assets.ts";
import { PageChartRows } from "./page/pageChart.ts";
import { PageColumns } from "./page/pageColumns.ts";
import { titleOf } from "./titles.ts";
import { escapedXml } from "./xml.ts";

export const html: PrinterDefinition = {
  brief: "a page for a browser, with a chart and a table",
  hasColumns: true,
  holds: true,
  open({ output, look, note }) {
    const write = writerOf(output);
    const table = new PageColumns(look);
    const chartRows = new PageChartRows(look);
    return {
      print(batch) {
        table.take(batch);
        chartRows.take(batch);
      },
      end() {
        const { chart, remarks } = chartRows.finished();
        for (const remark of remarks) note(`${remark.charAt(0).toLowerCase()}${remark.slice(1)}`);
        const usual = chart === undefined ? "Records" : titleOf(chart.valueName, chart.labelNames);
        write(head(look.visible(look.title || usual)));
        const { rows } = table;
        const told = rows === 0 ? [...remarks, "There are no records"] : remarks;
        write(`{"rows":${rows},"null":${json(look.null ?? "-")},"remarks":${json(told)}`);
        if (chart !== undefined) write(`,"chart":${json(chart)}`);
        write(',"columns":[');
        let comma = "";
        for (const column of table.finished()) {
          write(`${comma}\n${json(column)}`);
          comma = ",";
        }
        write(`]}${foot}`);
        output.records += rows;
      },
    };
  },
};

/** JSON that stays data inside of a script element, and inside of a program. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, unicodeEscape);
}

function unicodeEscape(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function head(title: string): string {
  const shown = escapedXml(title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${shown}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${shown}</h1></header>
<main id="main"></main>
<noscript><p>This page draws its chart and table with JavaScript, which is switched off.</p></noscript>
<script type="application/json" id="data">`;
}

const foot = `</script>
<script>${script}</script>
</body>
</html>
`;
