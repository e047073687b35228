/** The least that node:http and Express can do: read the body, answer 204. Started as a process of its own by benches. */
import { createServer } from 'node:http';
import express from 'express';

const [kind, port] = process.argv.slice(2);

if (kind === 'http') {
  createServer((request, response) => {
    request.resume();
    request.once('end', () => response.writeHead(204).end());
  }).listen(Number(port), '127.0.0.1');
} else {
  const app = express();
  app.disable('x-powered-by');
  app.post('/v1/views', (request, response) => {
    request.resume();
    request.once('end', () => response.status(204).end());
  });
  app.listen(Number(port), '127.0.0.1');
}
