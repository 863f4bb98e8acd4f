// The documents that AWS's CLI prints, and ip-ranges.json, as rows of labels. Of a document only the members that are used here are
// looked at; one that is not of the expected type counts as absent. Source: the EC2, Organizations and General references of AWS.
import { ADDRESS, type LabelKey, type LabelRecord } from "./labelRecord.ts";

type DocumentItem = Readonly<Record<string, unknown>>;

/** What the lists are called in their documents. */
const lists = ["NetworkInterfaces", "Reservations", "Subnets", "Accounts", "prefixes", "ipv6_prefixes"];

/** The list that a document has; undefined where it is none of those that are known here. */
export function awsListOf(document: unknown): string | undefined {
  return isItem(document) ? lists.find((list) => Array.isArray(document[list])) : undefined;
}

/** Whether AWS's CLI left the rest of the list out (--max-items, --no-paginate). */
export function isCut(document: unknown): boolean {
  return isItem(document) && text(document["NextToken"]) !== undefined;
}

/** The rows of a document; undefined where it is none of those that are known here. */
export function awsRecords(document: unknown): readonly LabelRecord[] | undefined {
  const list = awsListOf(document);
  if (!isItem(document) || list === undefined) return undefined;
  if (list === "NetworkInterfaces") return items(document, list).map(interfaceRecord);
  if (list === "Reservations") {
    return items(document, list)
      .flatMap((reservation) => items(reservation, "Instances"))
      .map(instanceRecord);
  }
  if (list === "Subnets") return items(document, list).map(subnetRecord);
  return list === "Accounts" ? items(document, list).map(accountRecord) : rangeRecords(document);
}

/** The document, for messages. */
export const awsDocuments =
  "describe-network-interfaces, describe-instances, describe-subnets, list-accounts or ip-ranges.json";

function interfaceRecord(item: DocumentItem): LabelRecord {
  return {
    keys: [...textKeys("interface_id", item["NetworkInterfaceId"]), ...interfaceAddresses(item)],
    labels: {
      eni: text(item["NetworkInterfaceId"]),
      instance: text(member(item, "Attachment")["InstanceId"]),
      description: text(item["Description"]),
      type: text(item["InterfaceType"]),
      security_groups: groups(item),
      subnet: text(item["SubnetId"]),
      vpc: text(item["VpcId"]),
      name: tag(item, "TagSet"),
    },
  };
}

function interfaceAddresses(item: DocumentItem): readonly LabelKey[] {
  return addressKeys([
    item["PrivateIpAddress"],
    member(item, "Association")["PublicIp"],
    ...items(item, "PrivateIpAddresses").flatMap((it) => [
      it["PrivateIpAddress"],
      member(it, "Association")["PublicIp"],
    ]),
    ...items(item, "Ipv6Addresses").map((it) => it["Ipv6Address"]),
    ...items(item, "Ipv4Prefixes").map((it) => it["Ipv4Prefix"]),
    ...items(item, "Ipv6Prefixes").map((it) => it["Ipv6Prefix"]),
  ]);
}

function instanceRecord(item: DocumentItem): LabelRecord {
  const interfaces = items(item, "NetworkInterfaces");
  return {
    keys: [
      ...textKeys("instance_id", item["InstanceId"]),
      ...interfaces.flatMap((it) => textKeys("interface_id", it["NetworkInterfaceId"])),
      ...addressKeys([item["PrivateIpAddress"], item["PublicIpAddress"]]),
      ...interfaces.flatMap(interfaceAddresses),
    ],
    labels: {
      instance: text(item["InstanceId"]),
      name: tag(item, "Tags"),
      type: text(item["InstanceType"]),
      image: text(item["ImageId"]),
      security_groups: groups({ Groups: item["SecurityGroups"] }),
      subnet: text(item["SubnetId"]),
      vpc: text(item["VpcId"]),
    },
  };
}

function subnetRecord(item: DocumentItem): LabelRecord {
  return {
    keys: [
      ...textKeys("subnet_id", item["SubnetId"]),
      ...addressKeys([
        item["CidrBlock"],
        ...items(item, "Ipv6CidrBlockAssociationSet").map((it) => it["Ipv6CidrBlock"]),
      ]),
    ],
    labels: {
      subnet: text(item["SubnetId"]),
      name: tag(item, "Tags"),
      vpc: text(item["VpcId"]),
      az: text(item["AvailabilityZone"]),
    },
  };
}

function accountRecord(item: DocumentItem): LabelRecord {
  return {
    keys: textKeys("account_id", item["Id"]),
    labels: { name: text(item["Name"]), email: text(item["Email"]), status: text(item["Status"]) },
  };
}

/** A prefix is listed once for each of its services, and always for AMAZON, which has all of them. */
function rangeRecords(document: DocumentItem): readonly LabelRecord[] {
  const byPrefix = new Map<string, DocumentItem[]>();
  for (const item of [...items(document, "prefixes"), ...items(document, "ipv6_prefixes")]) {
    const prefix = text(item["ip_prefix"]) ?? text(item["ipv6_prefix"]);
    if (prefix === undefined) continue;
    const known = byPrefix.get(prefix);
    if (known === undefined) byPrefix.set(prefix, [item]);
    else known.push(item);
  }
  return [...byPrefix].map(([prefix, all]) => ({
    keys: [{ field: ADDRESS, text: prefix }],
    labels: {
      service: servicesOf(all),
      region: joined(all.map((item) => text(item["region"]))),
      border_group: joined(all.map((item) => text(item["network_border_group"]))),
    },
  }));
}

function servicesOf(all: readonly DocumentItem[]): string | undefined {
  const services = all.map((item) => text(item["service"]));
  const special = services.filter((service) => service !== "AMAZON");
  return joined(special.length > 0 ? special : services);
}

/** Different texts in order, with commas between them. */
function joined(texts: readonly (string | undefined)[]): string | undefined {
  const different = [...new Set(texts.filter((it) => it !== undefined))].toSorted();
  return different.length === 0 ? undefined : different.join(",");
}

function groups(item: DocumentItem): string | undefined {
  return joined(items(item, "Groups").map((group) => text(group["GroupName"]) ?? text(group["GroupId"])));
}

function tag(item: DocumentItem, tags: string): string | undefined {
  return text(items(item, tags).find((it) => it["Key"] === "Name")?.["Value"]);
}

function textKeys(field: string, value: unknown): readonly LabelKey[] {
  const key = text(value);
  return key === undefined ? [] : [{ field, text: key }];
}

function addressKeys(values: readonly unknown[]): readonly LabelKey[] {
  return [...new Set(values)].flatMap((value) => textKeys(ADDRESS, value));
}

function isItem(value: unknown): value is DocumentItem {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function member(item: DocumentItem, name: string): DocumentItem {
  const value = item[name];
  return isItem(value) ? value : {};
}

function items(item: DocumentItem, name: string): readonly DocumentItem[] {
  const value: unknown = item[name];
  return Array.isArray(value) ? value.filter(isItem) : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
