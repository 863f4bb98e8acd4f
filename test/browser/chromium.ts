// Chromium, as Debian has it, for as long as the tests of a file run. It is not everywhere; FLOWLOGS_CHROMIUM says where it is.
/// <reference lib="dom" />
import { existsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { file, run } from "../command.ts";

const named = process.env["FLOWLOGS_CHROMIUM"];
const places = named === undefined ? ["/usr/bin/chromium", "/usr/bin/chromium-browser"] : [named];

/** Starts it; undefined, and a word about it, where there is none. */
export async function startChromium(): Promise<Browser | undefined> {
  const executablePath = places.find((place) => existsSync(place));
  if (executablePath !== undefined) return await chromium.launch({ executablePath });
  writeSync(2, "Not tested in a browser, which is not installed here: apt-get install chromium brings it.\n");
  return undefined;
}

export interface Opened {
  readonly page: Page;
  /** Errors, violations of the page's policy, and requests for anything but the page. */
  readonly complaints: readonly string[];
}

/** Prints these records in a format and opens the file from the disk. */
export async function opened(
  browser: Browser | undefined,
  words: readonly string[],
  input: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  if (browser === undefined) throw new Error("no browser");
  const { out, status } = await run(["flow-fmt", ...words], input);
  expect(status).toBe(0);
  const path = file(`page.${words[1] ?? ""}`, out);
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, offline: true, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const url = pathToFileURL(path).href;
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => request.url() !== url && complaints.push(`request: ${request.url()}`));
  page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  await page.goto(url);
  return { page, complaints };
}

/** Where pictures of what the tests see go, if FLOWLOGS_SCREENS names a folder. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env["FLOWLOGS_SCREENS"];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}
