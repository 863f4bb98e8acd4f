import { expect, test } from "vitest";
import { escapedXml } from "./xml.ts";

test.each([
  [`<b a="1" c='2'>&</b>`, "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;&lt;/b&gt;"],
  ["\0\u001b\ud800x\udc00\uffff", "\ufffd\ufffd\ufffdx\ufffd\ufffd"],
  ["tab\tline\nпривет 网络 🙂", "tab\tline\nпривет 网络 🙂"],
])("%j as text of XML", (text, escaped) => {
  expect(escapedXml(text)).toBe(escaped);
});
