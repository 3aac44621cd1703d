import { composeFile } from "./compose-file.ts";
import { dockerfile } from "./dockerfile.ts";
import type { Installation } from "./installation.ts";
import { kubernetesManifests } from "./kubernetes-manifests.ts";
import { systemdUnit } from "./systemd-unit.ts";

/** One file to be written. */
export interface DeploymentFile {
  readonly name: string;
  readonly text: string;
}

/** Kinds of deployment, and the files of each. */
export const DEPLOYMENT_KINDS = ["docker", "compose", "systemd", "kubernetes"] as const;

/** Name of a kind. */
export type DeploymentKind = (typeof DEPLOYMENT_KINDS)[number];

/** The files of a kind. Compose builds its image by the Dockerfile, and so brings it along. */
export function deploymentFiles(kind: DeploymentKind, installation: Installation): readonly DeploymentFile[] {
  const docker = { name: "Dockerfile", text: dockerfile(installation.version) };
  switch (kind) {
    case "docker":
      return [docker];
    case "compose":
      return [docker, { name: "compose.yaml", text: composeFile(installation.version) }];
    case "systemd":
      return [{ name: "shimmy.service", text: systemdUnit(installation) }];
    case "kubernetes":
      return [{ name: "kubernetes.yaml", text: kubernetesManifests(installation.version) }];
  }
}
