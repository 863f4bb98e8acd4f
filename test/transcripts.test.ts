// Every shell session in test/transcripts and in the READMEs is run, and must print what stands there. With ACCEPT=1 the
// files are rewritten to say what came out: look at `git diff` before you believe it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { sampleCloud } from "./doubles/sample.ts";
import { openWorld } from "./shell.ts";
import { agrees, type Block, parseTranscript, printStep, rewrite, transcribe } from "./transcript.ts";

const root = join(import.meta.dirname, "..");
const packages = join(root, "packages");
const transcripts = filesIn(join(import.meta.dirname, "transcripts"));
const accept = process.env["ACCEPT"] === "1";
const world = openWorld(packages);
const cloud = await sampleCloud();
afterAll(async () => {
  world.close();
  await cloud.close();
});

for (const file of transcripts) describeFile(file, join(import.meta.dirname, "fixtures"));
for (const file of readmes().filter(hasSessions)) describeFile(file, root);

function hasSessions(file: string): boolean {
  return parseTranscript(readFileSync(file, "utf8")).length > 0;
}

function describeFile(file: string, cwd: string): void {
  const text = readFileSync(file, "utf8");
  const printed = new Map<Block, string>();
  const title = file.startsWith(import.meta.dirname) ? basename(file) : relative(root, file);
  describe.concurrent(`sessions in ${title}`, () => {
    for (const block of parseTranscript(text)) {
      test(`${block.heading} (line ${block.from + 1})`, async () => {
        const { expected, got } = await play(block, cwd, `${title}-${block.from}`);
        printed.set(block, got);
        expect(got, `${file}:${block.from + 1}\n\nexpected:\n${expected}\n\ngot:\n${got}\n`).toBe(
          accept ? got : expected,
        );
      });
    }
    afterAll(() => {
      if (accept && rewrite(text, printed) !== text) writeFileSync(file, rewrite(text, printed));
    });
  });
}

// The steps of a block share a folder, $TMP, and nothing else. Lines that agree are given back as they were written, so
// that a `...` survives ACCEPT.
async function play(block: Block, cwd: string, scratch: string): Promise<{ expected: string; got: string }> {
  const expected: string[] = [];
  const got: string[] = [];
  for (const step of block.steps) {
    // Commands about AWS find a stand-in for it; the others have none.
    const more = /\b(?:cwl|kinesis|s3|arn:aws):/.test(step.command) ? cloud.env : {};
    const lines = transcribe(await world.run(step.command, cwd, scratch, more));
    expected.push(printStep(step.command, step.expected));
    got.push(printStep(step.command, agrees(step.expected, lines) ? step.expected : lines));
  }
  return { expected: expected.join("\n"), got: got.join("\n") };
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .toSorted()
    .map((name) => join(folder, name));
}

function readmes(): readonly string[] {
  const folders = [root, ...readdirSync(packages).map((name) => join(packages, name))];
  return folders.map((folder) => join(folder, "README.md")).filter((file) => existsSync(file));
}
