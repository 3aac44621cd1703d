/** Folder of models in the container. */
export const MODELS_FOLDER = "/models";
/** Folder for what Shimmy keeps: aliases, pulled models, states of prompts. */
export const DATA_FOLDER = "/data";
/** Port in the container. */
export const CONTAINER_PORT = 11_435;

/** A Dockerfile that installs the package which `npm pack` makes. */
export function dockerfile(version: string): string {
  return `# Build: npm pack --pack-destination . FOLDER_OF_SHIMMY, then docker build --tag shimmy:${version} .
# syntax=docker/dockerfile:1
FROM node:22-bookworm-slim

# llama.cpp computes on several threads by OpenMP
RUN apt-get update \\
  && apt-get install --yes --no-install-recommends libgomp1=12.* \\
  && rm -rf /var/lib/apt/lists/*

COPY shimmy-${version}.tgz /tmp/shimmy.tgz
RUN npm install --global --omit=dev /tmp/shimmy.tgz \\
  && npm cache clean --force \\
  && rm /tmp/shimmy.tgz \\
  && mkdir --parents ${MODELS_FOLDER} ${DATA_FOLDER} \\
  && chown node:node ${DATA_FOLDER}

ENV NODE_ENV=production \\
  SHIMMY_BIND_ADDRESS=0.0.0.0:${CONTAINER_PORT} \\
  SHIMMY_MODEL_PATHS=${MODELS_FOLDER} \\
  SHIMMY_CACHE_DIR=${DATA_FOLDER}/cache \\
  XDG_DATA_HOME=${DATA_FOLDER}

USER node
WORKDIR ${DATA_FOLDER}
VOLUME ${DATA_FOLDER}
EXPOSE ${CONTAINER_PORT}

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \\
  CMD ["node", "-e", "fetch('http://127.0.0.1:${CONTAINER_PORT}/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

# Listening beyond the container takes a key: docker run --env SHIMMY_API_KEY=...
STOPSIGNAL SIGTERM
CMD ["shimmy", "serve"]
`;
}
