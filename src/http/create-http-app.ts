import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { z } from "zod";
import { toShimmyError } from "../core/errors.ts";
import type { ShimmyMetrics } from "../observability/metrics.ts";
import type { EngineDiagnosis } from "../service/diagnose-engine.ts";
import type { ShimmyService } from "../service/shimmy-service.ts";
import { registerAnthropicModels } from "./anthropic/model-routes.ts";
import { registerRequestIdHeader } from "./anthropic/request-id-header.ts";
import { registerAnthropicRoutes } from "./anthropic/routes.ts";
import { registerHelperRoutes } from "./helpers/register-helper-routes.ts";
import type { HttpContext } from "./http-context.ts";
import {
  MAX_BODY_BYTES,
  MAX_HEADER_BYTES,
  MAX_MODEL_NAME_LENGTH,
  REQUEST_RECEIVE_TIMEOUT_MS,
} from "./http-limits.ts";
import { registerHealthRoutes } from "./native/health-routes.ts";
import { registerModelRoutes } from "./native/model-routes.ts";
import { registerOperationsRoutes } from "./native/operations-routes.ts";
import { registerOllamaAliasRoutes } from "./ollama/alias-routes.ts";
import { registerOllamaChatRoute } from "./ollama/chat-routes.ts";
import { registerOllamaEmbedRoutes } from "./ollama/embed-routes.ts";
import { registerOllamaModelRoutes } from "./ollama/model-routes.ts";
import { registerOllamaPullRoute } from "./ollama/pull-route.ts";
import { registerOllamaRoutes } from "./ollama/routes.ts";
import { registerEmbeddingRoutes } from "./openai/embedding-routes.ts";
import { registerRerankRoutes } from "./openai/rerank-routes.ts";
import { registerResponsesRoutes } from "./openai/responses/routes.ts";
import { registerOpenaiRoutes } from "./openai/routes.ts";
import { absoluteTarget } from "./plugins/absolute-target.ts";
import { registerAccessLog } from "./plugins/access-log.ts";
import { registerAuth } from "./plugins/auth.ts";
import { answerClientError } from "./plugins/client-error.ts";
import { registerCors } from "./plugins/cors.ts";
import { registerErrorHandler, sendError } from "./plugins/error-handler.ts";
import { registerGuards } from "./plugins/guards.ts";
import { registerJsonBody } from "./plugins/json-body.ts";
import { registerNotFound } from "./plugins/not-found.ts";
import { registerOddRequests } from "./plugins/odd-requests.ts";
import { registerOpenapi } from "./plugins/openapi.ts";
import { requestIdOf } from "./plugins/request-id.ts";
import { translateError } from "./plugins/translate-error.ts";
import { registerWebsocket } from "./plugins/websocket.ts";
import { parseWith } from "./validation/parse-with.ts";
import { registerWebsocketRoutes } from "./websocket/routes.ts";

/** What the HTTP server is made of. */
export interface HttpAppOptions {
  readonly service: ShimmyService;
  readonly logger: FastifyBaseLogger;
  readonly metrics: ShimmyMetrics;
  /** Shimmy's own version. */
  readonly version: string;
  /** Tells which backends and devices there are, for `GET /diag`; absent shows what loaded models tell. */
  readonly diagnose?: () => Promise<EngineDiagnosis>;
}

/** The whole HTTP server, ready to listen or to be injected into. It does not listen by itself. */
export async function createHttpApp(options: HttpAppOptions): Promise<FastifyInstance> {
  const { service, logger, metrics, version, diagnose } = options;
  const context: HttpContext = { service, metrics, version, diagnose };
  const app = createFastify(logger);
  metrics.watchModels(() =>
    service
      .listModels()
      .filter(({ loaded, sharesEngineOf }) => loaded && sharesEngineOf === undefined)
      .map(({ name }) => {
        const { running, queued, queue } = service.status(name).activity;
        return { model: name, running, queued, queue };
      }),
  );
  metrics.watchLoads(() => service.lifecycle());

  registerErrorHandler(app);
  registerJsonBody(app);
  // The order of the hooks: know the request, refuse foreign pages, answer preflights, ask for the key, know the address.
  await registerWebsocket(app);
  registerAccessLog(app, metrics);
  registerRequestIdHeader(app);
  registerGuards(app, service);
  await registerCors(app, service);
  registerAuth(app, service.config.apiKey);
  registerOddRequests(app);
  registerNotFound(app);
  await registerOpenapi(app, version, service.config.apiKey !== undefined);

  registerHealthRoutes(app, context);
  registerOperationsRoutes(app, context);
  registerModelRoutes(app, context);
  registerOllamaRoutes(app, context);
  registerWebsocketRoutes(app, context);
  registerOpenaiRoutes(app, context);
  registerAnthropicModels(app, context);
  registerAnthropicRoutes(app, context);
  registerEmbeddingRoutes(app, context);
  registerRerankRoutes(app, context);
  registerResponsesRoutes(app, context);
  registerHelperRoutes(app, context);
  registerOllamaEmbedRoutes(app, context);
  registerOllamaChatRoute(app, context);
  registerOllamaModelRoutes(app, context);
  registerOllamaAliasRoutes(app, context);
  registerOllamaPullRoute(app, context);
  await app.ready();
  return app;
}

function createFastify(logger: FastifyBaseLogger): FastifyInstance {
  const app = Fastify({
    loggerInstance: withoutNews(logger),
    childLoggerFactory: (_, bindings, childOptions) => logger.child(bindings, childOptions),
    rewriteUrl: ({ url = "/" }) => absoluteTarget(url)?.path ?? url,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: ({ headers }) => requestIdOf(headers["x-request-id"]),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_RECEIVE_TIMEOUT_MS,
    // Node itself would answer a request without a host with an empty body; the guard has a better one.
    http: { maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false },
    // Encoded, a name may take three times its characters.
    // With the slash counted, `/v1/models/` would be a model without a name.
    routerOptions: { maxParamLength: MAX_MODEL_NAME_LENGTH * 3, ignoreTrailingSlash: true },
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      void sendError(request, reply, translateError(error));
    },
  });
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (data) => {
    try {
      return { value: parseWith(schema, data) };
    } catch (thrown) {
      return { error: toShimmyError(thrown) };
    }
  });
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  return app;
}

/** Fastify's own logger: who listens tells the address, and Fastify would tell it again. */
function withoutNews(logger: FastifyBaseLogger): FastifyBaseLogger {
  const own = logger.child({});
  if (["info", "debug", "trace"].includes(logger.level)) own.level = "warn";
  return own;
}
