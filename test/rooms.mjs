// Draws the house as numbers: rooms with their files and lines, circles of imports, arrows that point up, and how long files
// and functions are. `node test/rooms.mjs` prints them; house.test.ts holds the circles and the arrows to none.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync, Visitor } from "rolldown/utils";
import { manifestOf, packageFolders } from "../packages/commands.mjs";

const root = resolve(import.meta.dirname, "..");
const packages = join(root, "packages");
const folders = new Map(packageFolders().map((folder) => [manifestOf(folder).name, folder]));

/** From the ground up: a room may import those of lower floors. All others, the commands, are above, and import no command. */
const floors = [["base"], ["kernel", "cli"], ["core"], ["formats", "aws", "sql"], ["sources", "engines"]];

/** The file names of a package's sources, without tests. */
function sourcesOf(room) {
  const folder = join(packages, room, "src");
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".ts") && !/\.(test|fake)\.ts$/.test(name))
    .map((name) => relative(root, join(folder, name)));
}

/** What a file imports of ours, as paths from the root. */
function importsOf(file, text) {
  const found = text.matchAll(/^(?:import|export)\b[^;]*?\bfrom\s*"([^"]+)";|\bimport\("([^"]+)"\)/gm);
  return [...found].flatMap(([, from, later]) => targetOf(file, from ?? later) ?? []);
}

function targetOf(file, specifier) {
  if (specifier.startsWith(".")) return relative(root, resolve(root, dirname(file), specifier));
  const [, name, path = "index"] = /^(@flowlogs\/[^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  const room = folders.get(name);
  return room === undefined ? undefined : `packages/${room}/src/${path}.ts`;
}

const roomOf = (file) => file.split("/")[1];

/** The commands that run others. */
const aboveCommands = ["flow-query"];

/** Counted from 0; the commands are above those of the list, and on the last one are those that run others. */
export function floorOf(room) {
  if (aboveCommands.includes(room)) return floors.length + 1;
  const floor = floors.findIndex((rooms) => rooms.includes(room));
  return floor < 0 ? floors.length : floor;
}

const isUpward = ({ from, to }) => roomOf(from) !== roomOf(to) && floorOf(roomOf(to)) >= floorOf(roomOf(from));

/** Groups of files that import each other in a circle (Tarjan's components of more than one file). */
function circlesOf(imports) {
  const [numbers, lows, stack, circles] = [new Map(), new Map(), [], []];
  const visit = (file) => {
    numbers.set(file, numbers.size);
    lows.set(file, numbers.get(file));
    stack.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!imports.has(next)) continue;
      if (!numbers.has(next)) visit(next);
      if (stack.includes(next)) lows.set(file, Math.min(lows.get(file), lows.get(next)));
    }
    if (lows.get(file) !== numbers.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) circles.push(circle);
  };
  for (const file of imports.keys()) if (!numbers.has(file)) visit(file);
  return circles;
}

/** The lines of each function of a file. */
function functionsOf(file, text) {
  const found = [];
  const note = ({ start, end, id, key }) =>
    found.push({ lines: text.slice(start, end).split("\n").length, place: `${file} ${id?.name ?? key?.name ?? ""}` });
  const { program } = parseSync(file, text);
  new Visitor({ FunctionDeclaration: note, FunctionExpression: note, ArrowFunctionExpression: note }).visit(program);
  return found;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
const largest = (items) => items.toSorted((a, b) => b.lines - a.lines)[0];

/** All of it. */
export function survey() {
  const rooms = readdirSync(packages, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(packages, entry.name)).includes("src"))
    .map(({ name }) => name);
  const files = rooms.flatMap(sourcesOf).filter((file) => !file.endsWith("/kernel/module.ts"));
  const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
  const imports = new Map([...texts].map(([file, text]) => [file, importsOf(file, text)]));
  const arrows = [...imports].flatMap(([from, all]) => all.map((to) => ({ from, to })));
  const sizes = files.map((file) => ({ place: file, lines: texts.get(file).split("\n").length - 1 }));
  const functions = files.flatMap((file) => functionsOf(file, texts.get(file)));
  return {
    rooms: rooms.map((room) => {
      const own = sizes.filter(({ place }) => roomOf(place) === room);
      return { room, files: own.length, lines: own.reduce((sum, { lines }) => sum + lines, 0) };
    }),
    circles: circlesOf(imports),
    upward: arrows.filter(isUpward).map(({ from, to }) => `${from} -> ${to}`),
    files: { median: median(sizes.map(({ lines }) => lines)), largest: largest(sizes) },
    functions: { median: median(functions.map(({ lines }) => lines)), largest: largest(functions) },
  };
}

function print({ rooms, circles, upward, files, functions }) {
  for (const { room, files: count, lines } of rooms) console.log(`${room.padEnd(16)}${count} files, ${lines} lines`);
  for (const circle of circles) console.log(`circle: ${circle.join(" ")}`);
  for (const arrow of upward) console.log(`upward: ${arrow}`);
  console.log(`circles: ${circles.length}\narrows upward: ${upward.length}`);
  console.log(`files: median ${files.median} lines, largest ${files.largest.lines} (${files.largest.place})`);
  console.log(
    `functions: median ${functions.median} lines, largest ${functions.largest.lines} (${functions.largest.place})`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print(survey());
