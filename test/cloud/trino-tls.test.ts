// A password for Trino goes over TLS, to a server whose certificate is trusted and its own. A real cluster takes tokens so
// (test/engines); its plugin for passwords is not published.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { scratch, shell } from "../command.ts";
import { TrinoDouble } from "../doubles/trino.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
if (!hasOpenssl) console.error("openssl: it is not installed, and the tests of passwords over TLS are skipped");

const doubles: TrinoDouble[] = [];
afterAll(async () => await Promise.all(doubles.map(async (it) => await it.close())));

interface Secured {
  readonly double: TrinoDouble;
  readonly certificate: string;
}

/** A Trino with a certificate for this address, which lets alice in. */
async function secured(name: string, address: string): Promise<Secured> {
  const [key, certificate] = [join(scratch, `${name}.key`), join(scratch, `${name}.pem`)];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const names = ["-subj", `/CN=${address}`, "-addext", `subjectAltName=IP:${address}`];
  execFileSync("openssl", ["req", "-x509", ...curve, "-days", "2", "-keyout", key, "-out", certificate, ...names], {
    stdio: "pipe",
  });
  const double = new TrinoDouble(
    (sql) => {
      if (sql.startsWith("SHOW")) return { columns: [], pages: ['[["bytes","bigint","",""]]'] };
      return { columns: [["count()", "bigint"]], pages: ["[[7]]"] };
    },
    { key: readFileSync(key, "utf8"), cert: readFileSync(certificate, "utf8") },
  );
  double.trouble = ({ headers }, response) => {
    if (headers.authorization === `Basic ${btoa("alice:a secret: really")}`) return false;
    response.writeHead(401).end("Access Denied: Invalid credentials");
    return true;
  };
  await double.listen();
  doubles.push(double);
  return { double, certificate };
}

type Ran = Awaited<ReturnType<typeof shell>>;

async function asked(server: string, trusted: string, password = "a secret: really"): Promise<Ran> {
  const words = `flow-query --engine trino --server "$1" --table a.b.c "read | group 'count()'"`;
  return await shell(`NODE_EXTRA_CA_CERTS="$2" TRINO_PASSWORD="$3" ${words}`, server, trusted, password);
}

const withUser = (url: string): string => url.replace("//", "//alice@");

describe.skipIf(!hasOpenssl)("a password over TLS", () => {
  test("is taken from the environment and from the address, and another is refused", async () => {
    const { double, certificate } = await secured("right", "127.0.0.1");
    const answer = { out: '{"count()":7}\n', err: "", status: 0 };
    expect(await asked(withUser(double.url), certificate)).toEqual(answer);
    const inAddress = double.url.replace("//", `//alice:${encodeURIComponent("a secret: really")}@`);
    expect(await asked(inAddress, certificate, "")).toEqual(answer);
    const refused = await asked(withUser(double.url), certificate, "guessed");
    expect(refused).toMatchObject({ out: "", status: 5 });
    expect(refused.err).toContain(
      "Trino does not let this user in (401): Access Denied: Invalid credentials; check the user",
    );
    expect(refused.err).not.toContain("guessed");
  });

  test("is not sent where the certificate is not trusted, or is that of another server", async () => {
    const [right, other] = [await secured("untrusted", "127.0.0.1"), await secured("other", "127.0.0.2")];
    const untrusted = await asked(withUser(right.double.url), other.certificate);
    expect(untrusted).toMatchObject({ out: "", status: 5 });
    expect(untrusted.err).toContain("let Node trust the server's CA: NODE_EXTRA_CA_CERTS=ca.pem");
    const misplaced = await asked(withUser(other.double.url), other.certificate);
    expect(misplaced).toMatchObject({ out: "", status: 5 });
    expect(misplaced.err).toContain("does not match certificate's altnames");
    expect([right.double.requests, other.double.requests]).toEqual([[], []]);
  });
});
