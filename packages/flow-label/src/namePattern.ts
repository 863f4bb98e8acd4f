// The pattern of --as: what a new field is called.
import type { Problem } from "@flowlogs/base/problem";

const PLACES = /\{(\w*)\}/g;

export const namePattern = {
  placeholder: "PATTERN",
  parse(text: string): ((field: string, label: string) => string) | Problem {
    const places = [...text.matchAll(PLACES)].map(([, place]) => place);
    const wrong = places.find((place) => place !== "field" && place !== "label");
    const advice = "write it with {field} and {label}, such as {label}_of_{field}";
    if (wrong !== undefined) return { problem: `{${wrong}} is neither {field} nor {label}`, advice };
    if (!places.includes("label")) return { problem: `"${text}" has no {label}`, advice };
    return (field, label) => text.replace(PLACES, (_, place) => (place === "field" ? field : label));
  },
};
