// Natural order: a text whose order by code points is that of another one when its numbers count as such, so that `eni-9`
// comes before `eni-10`. It is the order of CloudWatch Logs Insights: longer runs of digits after shorter ones.

/** Before the length of a run of digits, so that no length is a control character or a digit. */
const LENGTHS = 0x100;
/** Longer runs are compared as if they had this length; the rest of them goes on as a text. */
const LENGTH_LIMIT = 0x4000;

/** The key of a text. It is never taken for a number or an address. */
export function naturalKey(text: string): string {
  // A run of digits stands where digits are among other characters, before its length tells it from other runs.
  const keyed = text.replace(/\d+/g, (digits) => {
    const length = String.fromCharCode(LENGTHS + Math.min(digits.length, LENGTH_LIMIT));
    return `0${length}${digits}`;
  });
  return `~${keyed}`;
}
