// The page of flow-fmt -o html in a real browser: read from the disk, by pointer and by keys, in light and dark.
import axe, { type AxeResults } from "axe-core";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { type Opened, opened, screenshot, startChromium } from "./chromium.ts";

const browser = await startChromium();
afterAll(async () => await browser?.close());

const STEP = 60;
/** 2026-11-20T10:00:00Z */
const START = 1_795_168_800;
/** Ten minutes; accepted bytes are 1 to 10 times 10,000, rejected ones 500 in all minutes but the fifth. */
const bins = Array.from({ length: 10 }, (_, i) => {
  const bin = START + i * STEP;
  const accepted = { bin, action: "ACCEPT", "sum(bytes)": (i + 1) * 10_000 };
  return i === 4 ? [accepted] : [accepted, { bin, action: "REJECT", "sum(bytes)": 500 }];
}).flat();

const odd = [
  `{"name":"</script><b>bold</b>","n":10}`,
  `{"name":"<img src=x onerror=alert(1)>","n":9}`,
  `{"name":"line\\u2028end \\ud800 \\u202e","n":null}`,
  `{"name":"\\u001b[31mred","n":9007199254740993}`,
  `{"name":"quote \\"'&amp;","n":9007199254740992}`,
  `{"name":"NaN","n":-5}`,
  `{"name":null,"n":1e308}`,
  `{"name":"","n":100}`,
];

function lines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** The texts of a column's cells that are there, from the top. */
async function cells(page: Page, column: number): Promise<readonly string[]> {
  return await page.locator(`.scroll tbody tr:not(.gap) td:nth-child(${column})`).allTextContents();
}

/** Moves the pointer to a point of time of `count`. */
async function hover(page: Page, place: number, count: number): Promise<void> {
  const box = await boxOf(page.locator(".u-over"));
  await page.mouse.move(box.x + (place / (count - 1)) * (box.width - 1), box.y + box.height / 2);
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("it is not seen");
  return box;
}

async function openChart(options: BrowserContextOptions = {}): Promise<Opened> {
  return await opened(browser, ["-o", "html", "--human", "--title", "A & B"], lines(bins), options);
}

describe.skipIf(browser === undefined)("a page with a chart", () => {
  test("shows values at the pointer, zooms by drag, and switches series off", async () => {
    const { page, complaints } = await openChart();
    expect(await page.title()).toBe("A & B");
    const tooltip = page.locator(".tooltip");
    await hover(page, 4, 10);
    // 50,000 / 1,024 = 48.83
    expect(await tooltip.innerText()).toMatch(/^2026-11-20T10:04:00Z\s+ACCEPT\s+48.8 KiB \(50000\)$/);
    await hover(page, 9, 10);
    expect(await tooltip.innerText()).toMatch(/10:09:00Z\s+ACCEPT\s+97.7 KiB \(100000\)\s+REJECT\s+500 B/);
    await screenshot(page, "hover");

    const reset = page.getByRole("button", { name: "Reset zoom" });
    expect(await reset.isDisabled()).toBe(true);
    const box = await boxOf(page.locator(".u-over"));
    await page.mouse.move(box.x + box.width * 0.5, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.99, box.y + 60, { steps: 4 });
    await page.mouse.up();
    expect(await reset.isDisabled()).toBe(false);
    // The left end is half of nine minutes after the start.
    await hover(page, 0, 10);
    expect(await tooltip.innerText()).toMatch(/^2026-11-20T10:0[45]:00Z/);
    await screenshot(page, "zoomed");
    await reset.click();
    await hover(page, 0, 10);
    expect(await tooltip.innerText()).toMatch(/^2026-11-20T10:00:00Z/);
    expect(await reset.isDisabled()).toBe(true);

    const entry = page.getByRole("button", { name: "ACCEPT" });
    await entry.click();
    expect(await entry.getAttribute("aria-pressed")).toBe("false");
    await hover(page, 9, 10);
    expect(await tooltip.innerText()).toMatch(/^2026-11-20T10:09:00Z\s+REJECT\s+500 B$/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("can be used with keys alone", async () => {
    const { page, complaints } = await openChart();
    const focused = page.locator(":focus");
    const tabTo = async (name: string): Promise<void> => {
      for (let i = 0; i < 20; i++) {
        await page.keyboard.press("Tab");
        const label = await focused.evaluate((it) => it.getAttribute("aria-label") ?? it.textContent ?? "");
        if (label === name || (await focused.getAttribute("id")) === name) return;
      }
      throw new Error(`Tab does not lead to ${name}`);
    };
    await tabTo("Chart of sum(bytes) over time");
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
    const spoken = page.locator("[aria-live]");
    // 30,000 / 1,024 = 29.3
    expect(await spoken.textContent()).toBe("2026-11-20T10:02:00Z: ACCEPT 29.3 KiB, REJECT 500 B");
    const reset = page.getByRole("button", { name: "Reset zoom" });
    await page.keyboard.press("+");
    expect(await reset.isDisabled()).toBe(false);
    await page.keyboard.press("Escape");
    expect(await reset.isDisabled()).toBe(true);
    expect(await focused.evaluate((it) => getComputedStyle(it).outlineStyle)).toBe("solid");

    await tabTo("filter");
    await page.keyboard.type("reject");
    expect(await page.locator("output").textContent()).toBe("9 of 19 rows");
    await tabTo("sum(bytes)");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    expect((await cells(page, 1))[0]).toBe(String(START + 9 * STEP));
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  test("follows the system's colours until the reader switches", async () => {
    const { page } = await openChart({ colorScheme: "dark" });
    const ground = async (): Promise<string> =>
      await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await screenshot(page, "dark");
    await page.getByRole("button", { name: "Dark" }).click();
    const light = await ground();
    expect([dark, light]).toEqual(["rgb(20, 24, 29)", "rgb(255, 255, 255)"]);
    await page.emulateMedia({ colorScheme: "light" });
    expect(await ground()).toBe(light);
    await page.context().close();
  });

  test("has no serious fault that axe finds, in light and in dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await openChart({ colorScheme, bypassCSP: true });
      await page.locator("details").evaluate((it) => it.setAttribute("open", ""));
      await page.evaluate(axe.source);
      const { violations, passes } = await page.evaluate<AxeResults>("axe.run()");
      const said = violations.map(
        ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((it) => it.html).join("; ")}`,
      );
      expect(said).toEqual([]);
      expect(passes.length).toBeGreaterThan(20);
      await page.context().close();
    }
  });

  test("has a single point of time in its middle", async () => {
    const { page, complaints } = await opened(browser, ["-o", "html"], lines(bins.slice(0, 1)));
    await hover(page, 1, 3);
    expect(await page.locator(".tooltip").innerText()).toMatch(/^2026-11-20T10:00:00Z\s+ACCEPT\s+9.77 KiB \(10000\)$/);
    const plot = await boxOf(page.locator(".u-over"));
    const point = await boxOf(page.locator(".u-cursor-pt"));
    expect(Math.abs(plot.x + plot.width / 2 - (point.x + point.width / 2))).toBeLessThan(2);
    expect(await page.getByRole("button", { name: "Reset zoom" }).isDisabled()).toBe(true);
    expect(await page.locator("output").textContent()).toBe("1 row");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("fits a telephone", async () => {
    const { page } = await openChart({ viewport: { width: 360, height: 800 } });
    const [seen, needed] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    expect(needed).toBeLessThanOrEqual(seen ?? 0);
    await screenshot(page, "narrow");
    await page.context().close();
  });
});

describe.skipIf(browser === undefined)("a page with a table only", () => {
  test("shows odd values as texts, and sorts numbers as numbers", async () => {
    const { page, complaints } = await opened(browser, ["-o", "html"], `${odd.join("\n")}\n`);
    expect(await page.locator(".remark").allTextContents()).toEqual([
      "No chart: no column has times; make one with flow-bin 5m | flow-group --by bin.",
    ]);
    expect(await page.locator(".scroll b, .scroll img, .plot").count()).toBe(0);
    expect(await cells(page, 1)).toEqual([
      "</script><b>bold</b>",
      "<img src=x onerror=alert(1)>",
      `line\\u2028end \ufffd \\u202e`,
      String.raw`\x1b[31mred`,
      `quote "'&amp;`,
      "NaN",
      "-",
      "",
    ]);
    const heading = page.locator("th").nth(1);
    await heading.getByRole("button").click();
    expect(await heading.getAttribute("aria-sort")).toBe("ascending");
    const ascending = ["-5", "9", "10", "100", "9007199254740992", "9007199254740993", "1e308"];
    expect(await cells(page, 2)).toEqual([...ascending, "-"]);
    await heading.getByRole("button").click();
    expect(await heading.getAttribute("aria-sort")).toBe("descending");
    expect(await cells(page, 2)).toEqual([...ascending.toReversed(), "-"]);
    await page.getByLabel("Filter").fill("SCRIPT bold");
    expect(await cells(page, 2)).toEqual(["10"]);
    await page.getByLabel("Filter").fill("nothing has this");
    expect(await page.locator("output").textContent()).toBe("0 of 8 rows");
    await screenshot(page, "odd");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("shows names and units, and exact values by title and on demand", async () => {
    const input = `{"start":${START},"dstport":443,"protocol":6,"bytes":1536,"action":"REJECT"}\n`;
    const words = ["-o", "html", "--human", "--time", "iso", "--tz", "Asia/Tokyo", "--names-for", "all"];
    const { page } = await opened(browser, words, input);
    const row = page.locator(".scroll tbody td:not(.gap td)");
    const exact = [String(START), "443", "6", "1536", "REJECT"];
    expect(await row.allTextContents()).toEqual(["2026-11-20T19:00:00+09:00", "https", "tcp", "1.5 KiB", "REJECT"]);
    expect(await row.evaluateAll((all) => all.map((it) => it.getAttribute("title")))).toEqual(exact);
    await page.getByRole("button", { name: "Exact values" }).click();
    expect(await row.allTextContents()).toEqual(exact);
    await page.context().close();
  });

  test("sorts, filters and scrolls 100,000 rows without freezing", async () => {
    const COUNT = 100_000;
    /** Milliseconds that are no question of the machine. */
    const FROZEN = 30_000;
    const input = Array.from({ length: COUNT }, (_, i) => manyRecord(i)).join("");
    const { page, complaints } = await opened(browser, ["-o", "html"], input);
    const rows = page.locator(".scroll tbody tr");
    expect(await rows.count()).toBeLessThan(100);
    /** Milliseconds that the page needs to answer. */
    const taken = async (work: () => Promise<unknown>): Promise<number> => {
      const before = performance.now();
      await work();
      await page.evaluate(async () => await new Promise(requestAnimationFrame));
      return performance.now() - before;
    };
    const bytes = Array.from({ length: COUNT }, (_, i) => (i * 7919) % 1_000_003).toSorted((a, b) => a - b);
    const heading = page.locator("th button").nth(2);
    expect(await taken(async () => await heading.click())).toBeLessThan(FROZEN);
    expect((await cells(page, 3))[0]).toBe(String(bytes[0]));
    expect(await taken(async () => await page.locator("th button").first().click())).toBeLessThan(FROZEN);
    const addresses = Array.from({ length: COUNT }, (_, i) => manyAddress(i));
    const byNumber = addresses.toSorted((x, y) => numberOf(x) - numberOf(y));
    expect((await cells(page, 1)).slice(0, 30)).toEqual(byNumber.slice(0, 30));
    await heading.click();
    const scroll = async (top: number) => await page.locator(".scroll").evaluate((it, to) => (it.scrollTop = to), top);
    expect(await taken(async () => await scroll(1e9))).toBeLessThan(FROZEN);
    expect((await cells(page, 3)).at(-1)).toBe(String(bytes.at(-1)));
    expect(await taken(async () => await scroll(50_000 * 26))).toBeLessThan(FROZEN);
    await page.getByRole("region", { name: "Table of records" }).focus();
    await page.keyboard.press("Home");
    await expect.poll(async () => await cells(page, 3)).toContain(String(bytes[0]));
    await page.keyboard.press("PageDown");
    // A page of the region has more than 20 rows, and 12 more rows than are seen are there.
    await expect.poll(async () => await cells(page, 3)).toContain(String(bytes[50]));
    await scroll(50_000 * 26);
    await expect.poll(async () => await cells(page, 3)).toContain(String(bytes[50_000]));
    expect(await rows.count()).toBeLessThan(100);
    expect(await taken(async () => await page.getByLabel("Filter").fill("10.3."))).toBeLessThan(FROZEN);
    const wanted = addresses.filter((it) => it.includes("10.3.")).length;
    expect(await page.locator("output").textContent()).toBe(`${wanted.toLocaleString("en-US")} of 100,000 rows`);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

/** The i-th record of the test of many. */
function manyRecord(i: number): string {
  return `{"srcaddr":"${manyAddress(i)}","dstport":${i % 60_000},"bytes":${(i * 7919) % 1_000_003}}\n`;
}

function manyAddress(i: number): string {
  return `10.${i % 200}.${i % 251}.${i % 13}`;
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
