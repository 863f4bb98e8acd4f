// What is whole in a JSON document that was cut short: the elements of its list, with what it says of all of them in front,
// or, where it holds compressed data in base64, what there is of that.

/** The lists that documents of AWS hold: envelopes of subscriptions, events, and those of Lambda, Kinesis and Firehose. */
const LIST = /"(?:logEvents|events|Records|records)"\s*:\s*\[/;
const DATA = /"[dD]ata"\s*:\s*"([\w+/]+)$/;

export type CutDocument =
  | {
      readonly head: unknown;
      /** A document of its own: nothing but the list, as far as it goes. */ readonly events: string;
    }
  | { /** Whole groups of four. */ readonly base64: string };

/** What of it can be used; undefined when that is nothing. */
export function openCutDocument(text: string): CutDocument | undefined {
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
    return undefined; // the list is deeper inside
  }
}
