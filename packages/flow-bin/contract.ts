// Cases of flow-bin for the tests that apply to every command (test/contract-*.test.ts).
import type { Contract } from "../../test/cases.ts";

export const contract: Contract = {
  cases: ({ json }) => [
    {
      words: ["1m"],
      prints: json.replace("}", ',"bin":"2023-11-14T22:13:00Z"}'),
      streams: true,
      stream: async () => (await import("./src/index.ts")).bin("1m"),
    },
    {
      words: ["1m", "--spread"],
      // From 22:13:20 to 22:14:10: four fifths of it are before 22:14.
      prints: divided(json, "1,", "80,", "22:13:00Z") + divided(json, "0,", "20,", "22:14:00Z"),
      streams: true,
      stream: async () => (await import("./src/index.ts")).bin("1m", { spread: true }),
    },
  ],
  names: [
    ["by", ["5m", "--fill", "--by", "bin,NAME"], "vital"],
    ["zero", ["5m", "--fill", "--by", "bin", "--zero", "NAME"], "vital"],
    ["null", ["5m", "--fill", "--by", "bin", "--null", "NAME"], "vital"],
    ["time", ["5m", "--time", "NAME"], "late"],
  ],
};

function divided(json: string, packets: string, bytes: string, bin: string): string {
  return json
    .replace(/(?<="packets":)1,/, packets)
    .replace(/(?<="bytes":)100,/, bytes)
    .replace("}", `,"bin":"2023-11-14T${bin}"}`);
}
