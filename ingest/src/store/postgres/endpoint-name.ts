/** How an endpoint is written as one word; services, methods and routes hold no line feed. */
export function endpointName(service: string, method: string, route: string): string {
  return `${service}\n${method} ${route}`;
}
