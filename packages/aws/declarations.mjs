// The declarations that are published: as compiled, but without the types of AWS's clients. These are bundled and not
// installed, so that programs are compiled without them; what has one of their types has any there.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const STATEMENT = /^(import|export) (?:type )?\{([^}]*)\} from "@(?:aws-sdk|smithy)\/[^"]+";$/gm;
/** A type may have had parameters, and a class may have been extended. */
const PARAMETERS = "<_A = any, _B = any, _C = any, _D = any>";

function opaque(_, verb, names) {
  const prefix = verb === "export" ? "export " : "";
  const words = names.split(",").map((it) => it.trim().replace(/^type /, ""));
  return words
    .filter((it) => it !== "")
    .map((name) => `${prefix}type ${name}${PARAMETERS} = any;\n${prefix}declare const ${name}: any;`)
    .join("\n");
}

/** Copies the declarations of these modules. */
export function publishDeclarations(modules, from, to) {
  for (const name of modules) {
    const text = readFileSync(join(from, `${name}.d.ts`), "utf8").replace(STATEMENT, opaque);
    if (/@(aws-sdk|smithy)\//.test(text))
      throw new Error(`${name}.d.ts has types of AWS's clients that are not replaced`);
    const path = join(to, `${name}.d.ts`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text.replace(/^\/\/# sourceMappingURL=.*\n?/m, ""));
  }
}
