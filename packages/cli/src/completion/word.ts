// The name of a command as a word after `flowlogs`.

/** `top` for flow-top. */
export function wordOf(name: string): string {
  return name.replace(/^flow(logs)?-/, "");
}
