// The licences of the packages of others that a bundle is made of.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folders of others' packages that are in the bundle, by the paths of its modules. */
function packagesOf(paths) {
  const folders = paths.flatMap((path) => /.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? []);
  return [...new Set(folders)].toSorted((a, b) => (a < b ? -1 : 1));
}

/** Name, version, the licence's name and its text if there is a file. */
function read(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((it) => /^licen[cs]e/i.test(it));
  return { title: `${name} ${version}`, license, text: file && readFileSync(join(folder, file), "utf8").trim() };
}

/** The licences of all packages in the bundle of these modules. Throws for one without: it must not be in a bundle. */
export function licencesOf(paths) {
  const found = packagesOf(paths).map(read);
  return found.map(({ title, license, text }) => `${title}\n${text ?? elsewhere(title, license, found)}`).join("\n\n");
}

/** A package may only name its licence: the text is then that of another one. */
function elsewhere(title, license, found) {
  const other = found.find((it) => license !== undefined && it.license === license && it.text !== undefined);
  if (other === undefined) throw new Error(`${title} has no licence, and cannot be bundled`);
  return `${license}, of which the text is that of ${other.title}`;
}

const HEADING = "This contains:\n\n";
/** Clients of AWS come bundled already, with this file beside them. */
const CLIENTS = fileURLToPath(new URL("aws/dist/bundled/", import.meta.url));
export const NOTICE = "LICENSES.txt";

/** The paths of the modules that a bundle was made of, by what the bundler says of its output. */
export function modulesOf(output) {
  return output.flatMap((it) => (it.type === "chunk" ? it.moduleIds : []));
}

/** What has to be said with a bundle of these modules. */
export function noticeOf(paths) {
  const clients = paths.some((path) => path.startsWith(CLIENTS))
    ? [readFileSync(join(CLIENTS, NOTICE), "utf8").slice(HEADING.length).trim()]
    : [];
  return `${HEADING}${[licencesOf(paths), ...clients].join("\n\n")}\n`;
}
