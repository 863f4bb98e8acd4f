// Starts Trino, and moto as its Glue and S3, before the tests that ask them, and ends both behind them.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { Moto } from "../../doubles/moto.ts";
import { startCluster } from "./cluster.ts";
import { trinoFiles } from "./install.ts";

/** What tests are told of the cluster. */
interface TrinoFacts {
  readonly url: string;
  readonly secureUrl: string;
  readonly certificate: string;
  readonly workers: readonly number[];
  /** The folder of the files that the catalog hive has as local:///. */
  readonly files: string;
  /** Where moto is, if it is installed: the catalog AwsDataCatalog, as Athena calls it. */
  readonly aws: string | undefined;
}

declare module "vitest" {
  interface ProvidedContext {
    trino: TrinoFacts | undefined;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  project.provide("trino", undefined);
  const { FLOWLOGS_JAVA: java } = process.env;
  if (java === undefined) return undefined;
  let files: Awaited<ReturnType<typeof trinoFiles>>;
  try {
    files = await trinoFiles(java);
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    console.error(`Trino: it cannot be downloaded here, and its tests are skipped: ${why}`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), "flowlogs-trino-"));
  const data = join(folder, "files");
  mkdirSync(data);
  const moto = await Moto.start();
  if (moto === undefined) console.error("moto: it is not installed; the tests of Trino with Glue and S3 are skipped");
  const stop = async (): Promise<void> => {
    await moto?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const glue = moto === undefined ? {} : { awsdatacatalog: glueCatalog(moto.url) };
    const memory = { memory: { "connector.name": "memory" }, tpch: { "connector.name": "tpch" } };
    const cluster = await startCluster({ files, folder, catalogs: { hive: fileCatalog(data), ...memory, ...glue } });
    const { url, secureUrl, certificate, workers } = cluster;
    project.provide("trino", { url, secureUrl, certificate, workers, files: data, aws: moto?.url });
    return async () => {
      await cluster.stop();
      await stop();
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function fileCatalog(folder: string): Readonly<Record<string, string>> {
  return {
    "connector.name": "hive",
    "hive.metastore": "file",
    "hive.metastore.catalog.dir": "local:///metastore",
    "hive.ignore-absent-partitions": "true",
    "fs.native-local.enabled": "true",
    "local.location": folder,
  };
}

function glueCatalog(url: string): Readonly<Record<string, string>> {
  return {
    "connector.name": "hive",
    "hive.metastore": "glue",
    "hive.metastore.glue.region": "us-east-1",
    "hive.metastore.glue.endpoint-url": url,
    "hive.metastore.glue.aws-access-key": "x",
    "hive.metastore.glue.aws-secret-key": "y",
    "hive.ignore-absent-partitions": "true",
    "fs.native-s3.enabled": "true",
    "s3.region": "us-east-1",
    "s3.endpoint": url,
    "s3.path-style-access": "true",
    "s3.aws-access-key": "x",
    "s3.aws-secret-key": "y",
  };
}
