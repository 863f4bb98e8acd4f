// `npm run release -- minor`: one new version for all packages, as a commit and a tag. With `--dry-run` it happens in a copy
// of what is committed, and what would change is printed. Lerna is fetched at this version: as a dependency it would bring
// 550 packages, of which one has an install script, to every npm ci.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const LERNA = "lerna@9.0.7";
const root = fileURLToPath(new URL("../..", import.meta.url));
const words = process.argv.slice(2).filter((word) => word !== "--dry-run");

if (process.argv.includes("--dry-run")) tryIn(mkdtempSync(join(tmpdir(), "flowlogs-release-")));
else lerna(root, words, "inherit");

function lerna(folder, more, stdio) {
  execFileSync("npx", ["--yes", "--loglevel=error", LERNA, "version", "--no-push", ...more], { cwd: folder, stdio });
}

function tryIn(folder) {
  const git = (...more) =>
    execFileSync("git", more, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  try {
    execFileSync("git", ["clone", "--quiet", "--no-hardlinks", root, folder]);
    git("checkout", "--quiet", "-B", "release");
    git("config", "user.name", "dry run");
    git("config", "user.email", "dry-run@example.com");
    lerna(folder, [...words, "--yes", "--ignore-scripts"], ["ignore", "ignore", "inherit"]);
    console.log(git("log", "-1", "--format=commit: %s%ntag: %D"));
    console.log(git("show", "--unified=0", "--format=", "HEAD", "--", "lerna.json", "packages"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
