// A log group that answers at once, for the benchmark, in a process of its own: all events are rendered before the first
// call, and a page is a stretch of their bytes. `node cloudwatch-server.mjs EVENTS` prints its address.
import { createServer } from "node:http";

const SECONDS = 3600;
const [START, PAGE_EVENTS, PAGE_BYTES] = [1_700_000_000, 10_000, 1 << 20];
const count = Number(process.argv[2]);

/** Where each event begins in the bytes, and where the last one ends; and what they count for a page. */
const places = new Float64Array(count + 1);
let messages = 0;
const json = rendered();

function rendered() {
  const pieces = [];
  let length = 0;
  for (let number = 0; number < count; number++) {
    const second = secondOf(number);
    const eni = `eni-${String(number % 200).padStart(17, "0")}`;
    const message = `2 123456789010 ${eni} 10.0.${number % 250}.1 192.0.2.1 443 ${1024 + (number % 60_000)} 6 10 ${number} ${second} ${second + 60} ${number % 20 === 0 ? "REJECT" : "ACCEPT"} OK`;
    const eventId = `3${second}${String(number).padStart(45, "0")}`;
    const event = {
      logStreamName: `${eni}-all`,
      timestamp: second * 1000,
      message,
      ingestionTime: (second + 90) * 1000,
      eventId,
    };
    const piece = Buffer.from(`,${JSON.stringify(event)}`);
    messages += message.length + 26;
    places[number] = length;
    length += piece.length;
    pieces.push(piece);
  }
  places[count] = length;
  return Buffer.concat(pieces);
}

/** The second in which an event with this number begins. */
function secondOf(number) {
  return START + Math.floor((number * SECONDS) / count);
}

/** The first event of a time in milliseconds, or of a later one. */
function firstAt(time) {
  return Math.min(count, Math.max(0, Math.ceil(((Math.ceil(time / 1000) - START) * count) / SECONDS)));
}

function page({ startTime = 0, endTime = Number.MAX_SAFE_INTEGER, nextToken }) {
  const from = nextToken === undefined ? firstAt(startTime) : Number(nextToken);
  const end = firstAt(endTime + 1);
  const to = Math.min(end, from + PAGE_EVENTS, from + Math.floor(PAGE_BYTES / (messages / count)));
  const token = to < end ? `"nextToken":"${to}",` : "";
  const events = from < to ? json.subarray(places[from] + 1, places[to]) : Buffer.alloc(0);
  return [Buffer.from('{"events":['), events, Buffer.from(`],${token}"searchedLogStreams":[]}`)];
}

const server = createServer((request, response) => {
  let body = "";
  request.on("data", (piece) => (body += piece));
  request.on("end", () => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1];
    if (operation !== "FilterLogEvents") {
      response.writeHead(400).end('{"__type":"AccessDeniedException"}');
      return;
    }
    const pieces = page(JSON.parse(body));
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    response.writeHead(200, { "content-type": "application/x-amz-json-1.1", "content-length": length });
    for (const piece of pieces) response.write(piece);
    response.end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
