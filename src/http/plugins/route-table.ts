/** Methods that routes of ours take. */
export const ROUTE_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "POST"] as const;

/** The methods of every registered route, to tell a wrong method from a wrong address. */
export interface RouteTable {
  add(url: string, method: string): void;
  /** Methods that the route of this path takes; empty when there is no such route. */
  methodsOf(path: string): readonly string[];
}

/** An empty table. */
export function createRouteTable(): RouteTable {
  const routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  return {
    add: (url, method) => {
      const route = routes.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
      route.methods.add(method);
      routes.set(url, route);
    },
    methodsOf: (given) => {
      // the router overlooks it too
      const path = given.length > 1 ? given.replace(/\/$/u, "") : given;
      const methods = new Set<string>();
      for (const route of routes.values()) {
        if (!route.pattern.test(path)) continue;
        for (const method of route.methods) methods.add(method);
      }
      return [...methods].sort();
    },
  };
}

function patternOf(url: string): RegExp {
  const segments = url
    .split("/")
    .map((part) => (part.startsWith(":") ? "[^/]+" : part.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&")));
  return new RegExp(`^${segments.join("/")}$`, "u");
}
