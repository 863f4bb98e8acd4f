// A transform for the AssemblyScript compiler: every load and store of the kernel is checked by assembly/checked/shadow.ts first,
// with a number for its place in the source. Regions of the module itself get a gap after them and are noted there.
import { Node, NodeKind, Token } from "assemblyscript";

const SIZES = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, u64: 8, i64: 8, f64: 8, usize: 4 };
const VECTOR = 16;
/** Bytes after a region of the module, and the alignment of its start: the bytes that one byte of the shadow describes. */
const GAP = 4096;
const ALIGNMENT = 16;
const FOLDER = "assembly/";

/** Imports that are added to the first line of a file of assembly/. */
export function importsOf(file) {
  const up = file.includes("/") ? "../" : "./";
  return `import { checkLoad, checkStore, checkedCopy, checkedFill, noteStatic } from "${up}checked/shadow";`;
}

/** The transform. `files`: those of the kernel; a place is the number of a file and a line. */
export function instrument(files) {
  return {
    afterParse(parser) {
      for (const source of parser.sources) {
        const path = source.normalizedPath;
        if (!path.startsWith(FOLDER) || path.startsWith(`${FOLDER}checked/`)) continue;
        // The checked file in place of parts.ts works on the shadow itself.
        if (path !== `${FOLDER}parts.ts`) walk(source.statements, (node) => rewrite(node, files), new Set());
      }
    },
  };
}

function walk(node, visit, seen) {
  if (typeof node !== "object" || node === null || seen.has(node)) return;
  seen.add(node);
  if (Array.isArray(node)) {
    for (const item of node) walk(item, visit, seen);
    return;
  }
  for (const [key, value] of Object.entries(node)) if (key !== "range") walk(value, visit, seen);
  // Children first: the calls that are added around them are not visited.
  if (node.kind === NodeKind.Call) visit(node);
}

function rewrite(call, files) {
  const { args, range } = call;
  const site = () => {
    const file = files.indexOf(range.source.normalizedPath.slice(FOLDER.length));
    return number((file << 16) | range.source.lineAt(range.start), range);
  };
  const ask = (name, size, offset = number(0, range)) => {
    args[0] = callOf(name, [args[0], number(size, range), offset, site()], range);
  };
  switch (nameOf(call.expression)) {
    case "load":
      return ask("checkLoad", sizeOf(call), args[1]);
    case "store":
      return ask("checkStore", sizeOf(call), args[2]);
    case "v128.load":
      return ask("checkLoad", VECTOR, args[1]);
    case "v128.store":
      return ask("checkStore", VECTOR, args[2]);
    case "memory.copy":
    case "memory.fill": {
      const name = call.expression.property.text === "copy" ? "checkedCopy" : "checkedFill";
      call.expression = Node.createIdentifierExpression(name, range);
      args.push(site());
      return undefined;
    }
    case "memory.data":
      return noteStatic(call);
    default:
      return undefined;
  }
}

/** Turns memory.data(SIZE, 16) into noteStatic(memory.data(SIZE + GAP, 16), SIZE); a list of bytes is a region without a gap. */
function noteStatic(call) {
  const { args, range, typeArguments } = call;
  const isGiven = typeArguments !== null && typeArguments.length > 0;
  const size = isGiven ? number(args[0].elementExpressions.length, range) : args[0];
  const data = Node.createCallExpression(call.expression, typeArguments, args, range);
  if (!isGiven) {
    args[0] = Node.createBinaryExpression(Token.Plus, args[0], number(GAP, range), range);
    args[1] = number(ALIGNMENT, range);
  }
  call.expression = Node.createIdentifierExpression("noteStatic", range);
  call.typeArguments = null;
  call.args = [data, size];
}

function nameOf(expression) {
  if (expression.kind === NodeKind.Identifier) return expression.text;
  if (expression.kind !== NodeKind.PropertyAccess || expression.expression.kind !== NodeKind.Identifier) return "";
  return `${expression.expression.text}.${expression.property.text}`;
}

function sizeOf({ typeArguments }) {
  const name = typeArguments[0].name.identifier.text;
  if (name in SIZES) return SIZES[name];
  throw new Error(`of what size is ${name}?`);
}

function callOf(name, args, range) {
  return Node.createCallExpression(Node.createIdentifierExpression(name, range), null, args, range);
}

function number(value, range) {
  // The compiler's 64-bit integers are pairs of words.
  return Node.createIntegerLiteralExpression(globalThis.i64_new(value, 0), range);
}
