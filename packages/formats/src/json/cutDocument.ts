// Salvages the undamaged part of a JSON document that was cut short: the elements of its list, with the members before it that
// apply to all of them; or, if it has compressed data in base64, the first part of that.

/** The lists in AWS's documents: envelopes of subscriptions, events, and those of Lambda, Kinesis and Firehose. */
const LIST = /"(?:logEvents|events|Records|records)"\s*:\s*\[/;
const DATA = /"[dD]ata"\s*:\s*"([\w+/]+)$/;

type Salvaged =
  | {
      /** The members before the list, as a document. */
      readonly head: unknown;
      /** The list alone as a document, as far as it goes. */
      readonly events: string;
    }
  | { /** Complete groups of four characters. */ readonly base64: string };

/** The usable part; undefined when there is none. */
export function salvage(text: string): Salvaged | undefined {
  const list = LIST.exec(text);
  if (list !== null) {
    const start = list.index + list[0].length;
    return { head: headOf(`${text.slice(0, start)}]}`), events: `{"events":[${text.slice(start)}` };
  }
  const [, data] = DATA.exec(text) ?? [];
  return data === undefined ? undefined : { base64: data.slice(0, data.length - (data.length % 4)) };
}

function headOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // the list is nested more deeply
  }
}
