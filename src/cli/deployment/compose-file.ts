import { CONTAINER_PORT, DATA_FOLDER, MODELS_FOLDER } from "./dockerfile.ts";

/** A file for Docker Compose: https://github.com/compose-spec/compose-spec */
export function composeFile(version: string): string {
  return `# SHIMMY_API_KEY=... docker compose up --build --detach
services:
  shimmy:
    build: .
    image: shimmy:${version}
    restart: unless-stopped
    ports:
      # this machine alone; "${CONTAINER_PORT}:${CONTAINER_PORT}" is everyone who can reach it
      - "127.0.0.1:${CONTAINER_PORT}:${CONTAINER_PORT}"
    environment:
      SHIMMY_API_KEY: \${SHIMMY_API_KEY:?set a key that every client sends}
    volumes:
      - ./models:${MODELS_FOLDER}:ro
      - shimmy-data:${DATA_FOLDER}
    # running answers have 25 s to end
    stop_grace_period: 40s
    # reaps engine processes
    init: true
    read_only: true
    tmpfs:
      - /tmp
    cap_drop:
      - ALL
    security_opt:
      - no-new-privileges:true
    # NVIDIA GPUs:
    # deploy:
    #   resources:
    #     reservations:
    #       devices:
    #         - driver: nvidia
    #           count: all
    #           capabilities: [gpu]

volumes:
  shimmy-data: {}
`;
}
