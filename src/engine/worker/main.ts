/**
 * The engine process: one model, one native library, nothing else. Started by the host with an IPC
 * channel; ends when that channel closes, so that no orphan survives a killed server.
 */
import { Engine } from "./engine.ts";
import { runEngineProcess } from "./engine-process.ts";

runEngineProcess(process, (request, report) => Engine.load(request, report));
