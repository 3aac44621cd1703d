import type { Installation } from "./installation.ts";

/** A unit for systemd: https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html */
export function systemdUnit({ nodePath, programPath }: Installation): string {
  return `# sudo cp shimmy.service /etc/systemd/system/
# sudo systemctl daemon-reload && sudo systemctl enable --now shimmy
# Node.js and Shimmy must be readable for other users: not in a home that is closed to them.

[Unit]
Description=Shimmy, a local LLM server
After=network-online.target
Wants=network-online.target

[Service]
Type=simple
ExecStart=${quoted(nodePath)} ${quoted(programPath)} serve
# listens on 127.0.0.1:11435; further settings, such as SHIMMY_BIND_ADDRESS and SHIMMY_API_KEY, one a line
EnvironmentFile=-/etc/shimmy/shimmy.env
Environment=NODE_ENV=production
Environment=SHIMMY_MODEL_PATHS=/var/lib/shimmy/models
Environment=SHIMMY_CACHE_DIR=/var/cache/shimmy/prefixes
Environment=XDG_DATA_HOME=/var/lib
WorkingDirectory=/var/lib/shimmy
Restart=on-failure
RestartSec=2
# running answers have 25 s to end; then engine processes are ended too
TimeoutStopSec=40
KillMode=mixed
LimitNOFILE=65536

DynamicUser=yes
StateDirectory=shimmy shimmy/models
CacheDirectory=shimmy
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
ProtectControlGroups=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectClock=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
LockPersonality=yes
CapabilityBoundingSet=
# MemoryDenyWriteExecute stays off: JavaScript is compiled while it runs. PrivateDevices stays off: GPUs are devices.

[Install]
WantedBy=multi-user.target
`;
}

/** systemd splits at spaces, and takes a percent sign for a specifier. */
function quoted(path: string): string {
  const escaped = path
    .replaceAll("%", "%%")
    .replaceAll("$", "$$$$")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"');
  return /\s|"|'/.test(escaped) ? `"${escaped}"` : escaped;
}
