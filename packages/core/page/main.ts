// The program of the page: reads the data in it, and builds the chart and the table.
import type { PageData } from "../src/print/page/pageData.ts";
import { Chart } from "./chart.ts";
import { element } from "./dom.ts";
import { Table } from "./table.ts";
import { themeSwitch } from "./theme.ts";

const main = document.querySelector("main");
const source = document.querySelector("#data")?.textContent;
if (main !== null && source !== undefined) {
  const data: PageData = JSON.parse(source);
  const remarks = data.remarks.map((remark) => element("p", { class: "remark" }, `${remark}.`));
  main.append(...remarks);
  const chart = data.chart === undefined ? undefined : new Chart(data.chart, main);
  main.append(new Table(data).root);
  document.querySelector("header")?.append(themeSwitch(() => chart?.recolor()));
}
