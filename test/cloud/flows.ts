// Records for a log group: each has its number as its bytes.
import type { Event } from "../doubles/store.ts";

/** When the first one starts, in epoch seconds. */
export const START = 1_700_000_000;

/** So many records, ten a second, each with its number as its bytes. */
export function* flows(count: number): Generator<Event> {
  for (let index = 0; index < count; index++) {
    const second = START + Math.floor(index / 10);
    const eni = `eni-${String(index % 7).padStart(8, "0")}`;
    const message = `2 123456789010 ${eni} 10.0.0.1 192.0.2.1 443 49152 6 10 ${index} ${second} ${second + 60} ${index % 5 === 0 ? "REJECT" : "ACCEPT"} OK`;
    yield { stream: `${eni}-all`, timestamp: second * 1000, message };
  }
}
