// The pictures of flow-fmt -o svg in a real browser: valid XML, and nothing in them is outside or over something else.
import type { Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { opened, screenshot, startChromium } from "./chromium.ts";

const browser = await startChromium();
afterAll(async () => await browser?.close());

const START = 1_795_168_800;
const hostile = String.raw`</text><script>alert(1)</script> & \"quoted\" \u001b\ud800\u0000`;

/** What lies outside of the picture, and which texts of the same line lie over one another. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const root = document.documentElement.getBoundingClientRect();
    const texts = [...document.querySelectorAll("text")];
    const boxes = texts.map((it) => ({ text: it.textContent, box: it.getBoundingClientRect() }));
    const outside = boxes.filter(
      ({ box }) => box.left < 0 || box.top < 0 || box.right > root.width || box.bottom > root.height,
    );
    const over = boxes.filter(({ box }, i) =>
      boxes.some((other, j) => {
        const isBeside = other.box.left >= box.right || other.box.right <= box.left;
        // Lines of text have room around their letters.
        const isBelow = other.box.top >= box.bottom - 4 || other.box.bottom <= box.top + 4;
        return i < j && !isBeside && !isBelow;
      }),
    );
    return [...outside.map(({ text }) => `outside: ${text}`), ...over.map(({ text }) => `over another: ${text}`)];
  });
}

/** Lines as waves, a record for each minute and line. */
function waves(count: number, minutes: number, label: (i: number) => string): string {
  const record = (minute: number, i: number): string => {
    const value = Math.round(1e6 * (i + 1) * (1 + Math.sin(minute / 5 + i)));
    return `{"bin":${START + minute * 60},"srcaddr":"${label(i)}","sum(bytes)":${value}}\n`;
  };
  const records = Array.from({ length: minutes * count }, (_, n) => record(Math.floor(n / count), n % count));
  return records.join("");
}

function ranking(values: readonly (number | null)[]): string {
  const from = '{"srcaddr":"2001:db8:1234:5678::';
  return values.map((value, i) => `${from}${i}","action":"ACCEPT","sum(bytes)":${value}}\n`).join("");
}

describe.skipIf(browser === undefined)("a picture", () => {
  test.each([
    ["lines", [], waves(3, 40, (i) => `10.0.0.${i}`)],
    ["a day", ["--width", "1200", "--height", "500"], waves(2, 1440, (i) => `10.0.0.${i}`)],
    ["many", ["--title", "Traffic <of> all & sundry"], waves(30, 20, (i) => `2001:db8:85a3::8a2e:370:${i}`)],
    ["small", ["--width", "220", "--height", "160"], waves(2, 40, () => "x".repeat(300))],
    ["hostile", ["--title", "</title><b>"], waves(1, 3, () => hostile)],
    ["one", [], waves(1, 1, () => "10.0.0.1")],
    ["bars", [], ranking([9e9, 5e8, 3e7, null, 0])],
    ["negative", ["--value", "n"], `{"g":"a","n":-5e6}\n{"g":"b","n":3e6}\n{"g":"c","n":1}\n`],
    ["bars-narrow", ["--width", "300"], ranking(Array.from({ length: 40 }, (_, i) => i * 1e6))],
    ["bars-flat", ["--width", "500", "--height", "150"], ranking(Array.from({ length: 40 }, (_, i) => i * 1e6))],
    ["huge", [], `{"bin":1,"g":"a","n":1.7e308}\n{"bin":2,"g":"a","n":-1.7e308}\n`],
    ["empty", [], ""],
    ["nulls", [], `{"bin":1,"sum(bytes)":null}\n`],
  ])("of %s", async (name, words, input) => {
    const { page, complaints } = await opened(browser, ["-o", "svg", ...words], input);
    expect(await page.locator("parsererror, script, b").count()).toBe(0);
    await screenshot(page, `svg-${name}`);
    expect(await faultsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("has the values that the records have, by the places of its bars", async () => {
    const { page } = await opened(browser, ["-o", "svg"], ranking([4096, 2048, 1024]));
    const widths = await page
      .locator("rect:not(:first-of-type)")
      .evaluateAll((all) => all.map((it) => Number(it.getAttribute("width"))));
    const [first = 0, second = 0, third = 0] = widths;
    expect([first / third, second / third].map((ratio) => Math.round(ratio * 100) / 100)).toEqual([4, 2]);
    await page.context().close();
  });
});
