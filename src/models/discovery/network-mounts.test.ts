import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { type Mount, NetworkMounts, parseMounts, probeInProcess } from "./network-mounts.ts";

const MOUNTS: readonly Mount[] = [
  { point: "/", type: "ext4" },
  { point: "/mnt/nas", type: "nfs4" },
  { point: "/mnt/nas/local", type: "tmpfs" },
  { point: "/mnt/share", type: "cifs" },
  { point: "/home/me/remote", type: "fuse.sshfs" },
];

/** Links as a test has them, and what was asked. */
function watched(links: Readonly<Record<string, string>> = {}, answers: boolean | undefined = false) {
  const probed: string[] = [];
  const touched: string[] = [];
  const mounts = new NetworkMounts({
    mounts: MOUNTS,
    files: {
      readlink: async (path) => {
        touched.push(path);
        const target = links[path];
        if (target === undefined) throw new Error("EINVAL");
        return target;
      },
    },
    probe: async (point) => {
      probed.push(point);
      return answers;
    },
  });
  return { mounts, probed, touched };
}

test("Linux's list of mounts is read, with the spaces in their names", () => {
  const text = [
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
    "40 22 0:44 / /mnt/my\\040nas rw shared:9 master:2 - nfs4 host:/a rw,vers=4.2",
    "41 22 0:45 / /mnt/plain rw - cifs //host/share rw",
    "",
    "broken",
  ].join("\n");
  expect(parseMounts(text)).toEqual([
    { point: "/", type: "ext4" },
    { point: "/mnt/my nas", type: "nfs4" },
    { point: "/mnt/plain", type: "cifs" },
  ]);
});

test("only what lies on a network is asked, and each mount once", async () => {
  const { mounts, probed } = watched();
  expect(await mounts.answers("/home/me/models")).toBe(true);
  expect(await mounts.answers("/mnt/nasty")).toBe(true);
  expect(await mounts.answers("/mnt/nas/local/a")).toBe(true);
  expect(probed).toEqual([]);
  expect(await Promise.all([mounts.answers("/mnt/nas/a"), mounts.answers("/mnt/nas")])).toEqual([
    false,
    false,
  ]);
  expect(await mounts.answers("/home/me/remote/models")).toBe(false);
  expect(probed).toEqual(["/mnt/nas", "/home/me/remote"]);
  expect(mounts.isRemote("/mnt/share/x")).toBe(true);
  expect(mounts.isRemote("/mnt")).toBe(false);
});

test("links are followed without touching what they lead to", async () => {
  const links = { "/home/me/models": "../../mnt/nas/models", "/home/me/deep": "/home/me/models/sub" };
  const { mounts, touched } = watched(links);
  expect(await mounts.answersBehindLinks("/home/me/deep/x")).toBe(false);
  expect(touched.some((path) => path.startsWith("/mnt/nas"))).toBe(false);
  expect(await mounts.answersBehindLinks("/home/me/other")).toBe(true);
});

test("a mount that answers is entered, and a link in it followed further", async () => {
  const { mounts, probed } = watched({ "/mnt/nas/out": "/mnt/share/in" }, true);
  expect(await mounts.answersBehindLinks("/mnt/nas/out/x")).toBe(true);
  expect(probed).toEqual(["/mnt/nas", "/mnt/share"]);
});

test("a circle of links ends", async () => {
  const { mounts } = watched({ "/a": "/b", "/b": "/a" });
  expect(await mounts.answersBehindLinks("/a/x")).toBe(true);
});

test("a machine without network folders asks nothing", async () => {
  const probe = () => Promise.reject(new Error("asked"));
  const mounts = new NetworkMounts({ mounts: [{ point: "/", type: "ext4" }], probe });
  expect(await mounts.answersBehindLinks("/home/me")).toBe(true);
  expect(await mounts.answers("/home/me")).toBe(true);
});

test("a process of its own looks at a folder, and one that hangs is given up", async () => {
  const folder = temporaryFolder();
  expect(await probeInProcess(folder)).toBe(true);
  // What cannot be read has answered as well: the search tells why.
  expect(await probeInProcess(join(folder, "none"))).toBe(true);
  expect(await probeInProcess(folder, "setInterval(() => {}, 1000)", 50)).toBe(false);
});
